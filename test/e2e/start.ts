import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setOutput, setSecret } from '@actions/core';
import type { Order } from './site';
import type { Readiness } from './stand-ins';

/*
 * A step that starts GoTo and GitHub in the background, and says in its outputs where they are and
 * what to tell them.
 */

const { GITHUB_REPOSITORY = '', RUNNER_TEMP = '' } = process.env;

const order: Order = {
  repository: GITHUB_REPOSITORY,
  // Full of what a URL or a shell could trip over.
  environment: "it's (EU)/100% live",
  organization: 'octo',
  refusesFirstWrite: process.argv.includes('--refuse-first-write'),
  state: process.env.STATE_OF_FIRST_JOB,
};

// The runner waits until nobody holds the step's output any more.
const logFile = join(RUNNER_TEMP, 'stand-ins.log');
const log = openSync(logFile, 'a');
const child = fork(fileURLToPath(new URL('stand-ins.ts', import.meta.url)), {
  detached: true,
  stdio: ['ignore', log, log, 'ipc'],
});
closeSync(log);
child.send(order);
const gone = once(child, 'exit').then((): [Readiness] => [
  { failure: `the process has ended.\n${readFileSync(logFile, 'utf8')}` },
]);
const [readiness] = await Promise.race([once(child, 'message') as Promise<[Readiness]>, gone]);
if ('failure' in readiness) throw new Error(`The stand-ins did not start: ${readiness.failure}`);
child.disconnect();
child.unref();

const outputs: Record<string, string> = {
  ...readiness.outputs,
  url: readiness.url,
  environment: order.environment,
  organization: order.organization,
};
for (const [name, value] of Object.entries(outputs)) {
  // What a workflow would have from its secrets, which the runner masks.
  if (/-secret$|-token$/.test(name)) setSecret(value);
  setOutput(name, value);
}
console.log(`GoTo and GitHub stand in at ${readiness.url}.`);
