'use strict';

/*
 * What no program is faster than: a bare Node that opens all its connections at once, sends the requests
 * in its argument, and does nothing else. A phase waits for all answers to the one before.
 */

const phases = JSON.parse(process.argv[2]);
const https = require('node:https');

class EarlyAgent extends https.Agent {
  early = [];

  open({ hostname: host, port }) {
    this.early.push(super.createConnection({ host, port }));
  }

  createConnection(options, onConnection) {
    return this.early.shift() ?? super.createConnection(options, onConnection);
  }
}

const agents = new Map();
for (const requests of phases) {
  const url = new URL(requests[0].url);
  if (agents.has(url.origin)) continue;
  const agent = new EarlyAgent({ keepAlive: true });
  for (const _ of requests) agent.open(url);
  agents.set(url.origin, agent);
}

const send = ({ url, method, headers, body }) =>
  new Promise((resolve, reject) => {
    const agent = agents.get(new URL(url).origin);
    const request = https.request(url, { method, headers, agent }, (response) => {
      response.on('error', reject).on('end', resolve).resume();
    });
    request.on('error', reject).end(body);
  });

(async () => {
  for (const requests of phases) await Promise.all(requests.map(send));
  process.exit();
})();
