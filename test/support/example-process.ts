// Runs a script of the examples in this Node, as actions/github-script does. The clock stands still at
// NOW, and waits are noted instead of waited.
import { appendFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import timers from 'node:timers/promises';
import * as core from '@actions/core';
import { context, getOctokit } from '@actions/github';

const now = Date.parse(process.env.NOW ?? '');
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
  setTimeout: async (ms: number) => appendFileSync('../waits', `${ms}\n`),
});

const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor;
const parameters = ['require', 'core', 'github', 'context'];
const script = new AsyncFunction(...parameters, readFileSync('../script', 'utf8'));
const github = getOctokit('ghs_workflow', { request: { retries: 0 } });
await script(createRequire(import.meta.url), core, github, context);
