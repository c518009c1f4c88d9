'use strict';

/*
 * What no program can be faster than: the requests of one run and nothing else, ready-made, in a
 * bare Node, over connections that are all opened at once.
 */

const { readFileSync } = require('node:fs');
const { protocol, phases } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { Agent, request } = require(protocol);

class EarlyAgent extends Agent {
  early = [];

  open({ hostname: host, port }, count) {
    while (this.early.length < count) this.early.push(super.createConnection({ host, port }));
  }

  createConnection(options, onConnection) {
    return this.early.shift() ?? super.createConnection(options, onConnection);
  }
}

const agents = new Map();
for (const { atOnce, requests } of phases) {
  const { origin } = new URL(requests[0].url);
  if (agents.has(origin)) continue;
  const agent = new EarlyAgent({ keepAlive: true, maxSockets: atOnce });
  agent.open(new URL(origin), Math.min(atOnce, requests.length));
  agents.set(origin, agent);
}

function send({ url, method, headers, body }) {
  return new Promise((resolve, reject) => {
    const agent = agents.get(new URL(url).origin);
    const outgoing = request(url, { method, headers, agent }, (response) => {
      response.resume().on('error', reject);
      response.on('end', () => {
        if (response.statusCode < 300) resolve();
        else reject(new Error(`${method} ${url}: ${response.statusCode}`));
      });
    });
    outgoing.on('error', reject).end(body);
  });
}

async function run() {
  for (const { atOnce, requests } of phases) {
    const sendAll = async () => {
      for (let next = requests.shift(); next; next = requests.shift()) await send(next);
    };
    await Promise.all(Array.from({ length: atOnce }, sendAll));
  }
  process.exit();
}

run();
