'use strict';

/*
 * What no program is faster than: a bare Node that sends the requests of a run, ready-made, and does
 * nothing else, over connections that are all opened at once.
 */

const { readFileSync } = require('node:fs');
const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const https = require('node:https');

class EarlyAgent extends https.Agent {
  early = [];

  open({ hostname: host, port }, count) {
    while (this.early.length < count) this.early.push(super.createConnection({ host, port }));
  }

  createConnection(options, onConnection) {
    return this.early.shift() ?? super.createConnection(options, onConnection);
  }
}

const agents = new Map();
for (const { atOnce, requests } of plan) {
  const url = new URL(requests[0].url);
  if (agents.has(url.origin)) continue;
  const agent = new EarlyAgent({ keepAlive: true, maxSockets: atOnce });
  agent.open(url, Math.min(atOnce, requests.length));
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
  for (const { atOnce, requests } of plan) {
    const sendAll = async () => {
      while (requests.length > 0) await send(requests.shift());
    };
    await Promise.all(Array.from({ length: atOnce }, sendAll));
  }
  process.exit();
})();
