// Runs a script of the examples in this Node, as its workflow does. The clock stands still at NOW, and
// waits are noted instead of waited.
import { appendFileSync } from 'node:fs';
import timers from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import * as core from '@actions/core';
import { context, getOctokit } from '@actions/github';

const { NOW = '', WAITS = '' } = process.env;
const now = Date.parse(NOW);
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(time: string | number | Date = now) {
    super(time);
  }
  static override now(): number {
    return now;
  }
} as DateConstructor;

// What require() returns is this object.
Object.assign(timers, {
  setTimeout: async (ms: number) => appendFileSync(WAITS, `${ms}\n`),
});

const { default: main } = await import(pathToFileURL(process.argv[2] as string).href);
const github = getOctokit('ghs_workflow', { request: { retries: 0 } });
await main({ core, github, context }).catch((error: Error) => core.setFailed(error.message));
