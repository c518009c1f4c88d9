import { describe, expect, it } from 'vitest';
import { runBundle } from '../support/action';
import { type ActionOptions, importing } from '../support/runner';
import { failureOf, notAsked } from '../support/scenarios';
import { inRotatingWorld } from '../support/world';

/*
 * Machines on which libsodium does not work, or no more files can be opened: GoTo is not asked.
 * github/sealed-box.test.ts has a libsodium that computes something else.
 */

/** Makes a run that would rotate. */
const runWith = (options: Partial<ActionOptions>) =>
  inRotatingWorld(async ({ goto, inputs }) => {
    const run = await runBundle(24, { ...options, inputs: inputs() });
    expect(goto.requests).toEqual([]);
    return run;
  });

describe.concurrent('a run stops', () => {
  it.each([
    ['WebAssembly', { env: { NODE_OPTIONS: '--jitless' } }],
    ['globalThis.crypto', { nodeArgs: importing('delete globalThis.crypto') }],
  ])('on a machine without %s', async (_what, options) => {
    const message = failureOf(await runWith(options), 'runner-unsupported');
    expect(message).toContain('Sealing does not work on the runner');
    expect(message).toContain(notAsked);
  });

  it.each([
    ['Octokit', 'function getOctokit('],
    ['libsodium', 'crypto_box_seal'],
    ['the run itself', 'the process exited before the run ended'],
  ])('where the file with %s cannot be opened, and names the limit', async (_what, text) => {
    const nodeArgs = importing(`
      import fs from 'node:fs';
      import Module from 'node:module';
      const load = Module._extensions['.js'];
      Module._extensions['.js'] = (module, file) => {
        if (!file.endsWith('/index.js') && fs.readFileSync(file, 'utf8').includes(${JSON.stringify(text)})) {
          throw Object.assign(new Error('too many open files, open ' + file), { code: 'EMFILE' });
        }
        return load(module, file);
      };`);
    const run = await runWith({ nodeArgs });
    expect(run.exitCode, run.log).toBe(1);
    expect(run.log).toContain('ulimit -n');
  });
});
