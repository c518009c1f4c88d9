// Runs a script as actions/github-script does: as the body of a function that gets the toolkit. The
// clock stands still at NOW, and waits are cut short.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
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

const speed = process.env.IN_REAL_TIME ? 1 : 50;

const injected = {
  require: createRequire(join(process.cwd(), 'script.js')),
  github: getOctokit('ghs_workflow', { request: { retries: 0 } }),
  getOctokit,
  context,
  core,
  // Not the global one, which fetch uses too.
  setTimeout: (then: () => void, ms: number) => setTimeout(then, ms / speed),
};
const AsyncFunction = Object.getPrototypeOf(async () => null).constructor;
const script = readFileSync(process.argv[2] as string, 'utf8');

function handleError(error: unknown): void {
  console.error(error);
  core.setFailed(`Unhandled error: ${error}`);
}
process.on('unhandledRejection', handleError);
new AsyncFunction(...Object.keys(injected), script)(...Object.values(injected)).catch(handleError);
