import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failureOf, notAsked } from '../support/run-checks';
import { type ActionOptions, committedBundle, importing, runAction } from '../support/runner';
import { runtime } from '../support/runtimes';
import { inRotatingWorld } from '../support/world';

// Machines and bundles on which libsodium does not work, or no more files can be opened.

const node = runtime(24).path;

/** Makes a run that would rotate. */
const runWith = (options: Partial<ActionOptions>) =>
  inRotatingWorld(async ({ goto, inputs }) => {
    const run = await runAction({ node, ...options, inputs: inputs() });
    expect(goto.requests).toEqual([]);
    return run;
  });

async function expectNoSealing(options: Partial<ActionOptions>): Promise<void> {
  const message = failureOf(await runWith(options), 'runner-unsupported');
  expect(message).toContain('Sealing does not work on the runner');
  expect(message).toContain(notAsked);
}

describe.concurrent('GoTo is not asked', () => {
  it.each([
    ['WebAssembly', { env: { NODE_OPTIONS: '--jitless' } }],
    ['globalThis.crypto', { nodeArgs: importing('delete globalThis.crypto') }],
  ])('on a machine without %s', (_what, options) => expectNoSealing(options));

  /** Changes one byte of the WebAssembly in a file. */
  const damaged = (at: (wasm: Buffer) => number) => (text: string) =>
    text.replace(/"(AGFzbQ[\w+/=]+)"/, (_literal, base64: string) => {
      const wasm = Buffer.from(base64, 'base64');
      const index = at(wasm);
      wasm.writeUInt8(wasm.readUInt8(index) ^ 1, index);
      return JSON.stringify(wasm.toString('base64'));
    });

  it.each<[string, (text: string) => string | undefined]>([
    ['is damaged in the header of its WebAssembly', damaged(() => 4)],
    // Constants are LEB128 there.
    [
      'is damaged in a constant of BLAKE2b',
      damaged((wasm) => wasm.indexOf('d1859aeffacf9487d100', 'hex')),
    ],
    ['lacks the part that seals', () => undefined],
  ])('by a bundle that %s', async (_what, change) => {
    const copy = await mkdtemp(join(tmpdir(), 'sealing-'));
    try {
      await cp(dirname(committedBundle), copy, { recursive: true });
      for (const name of await readdir(copy)) {
        const file = join(copy, name);
        const text = await readFile(file, 'utf8');
        if (!/^\d+\.index\.js$/.test(name) || !text.includes('AGFzbQ')) continue;
        const after = change(text);
        if (after === undefined) await rm(file);
        else await writeFile(file, after);
      }
      await expectNoSealing({ entry: join(copy, 'index.js') });
    } finally {
      await rm(copy, { recursive: true });
    }
  });
});

describe.concurrent('the limit of open files is named', () => {
  async function expectLimitNamed(options: Partial<ActionOptions>): Promise<void> {
    const run = await runWith(options);
    expect(run).toMatchObject({ exitCode: 1, stderr: '' });
    expect(run.log).toContain('ulimit -n');
  }

  /** Opens whatever can be opened when the action connects for the first time. */
  const exhausting = importing(`
    import fs from 'node:fs';
    import net from 'node:net';
    const { connect } = net.Socket.prototype;
    net.Socket.prototype.connect = function (...args) {
      try {
        for (;;) fs.openSync('/dev/null');
      } catch {}
      return connect.apply(this, args);
    };`);

  it.runIf(process.platform === 'linux')('when no connection can be opened', () => {
    const nodeArgs = ['-c', 'ulimit -n 64; exec "$0" "$@"', node, ...exhausting];
    return expectLimitNamed({ node: '/bin/bash', nodeArgs });
  });

  it.each([
    ['Octokit', 'function getOctokit('],
    ['libsodium', 'crypto_box_seal'],
    ['the run itself', 'the process exited before the run ended'],
  ])('when the file with %s cannot be opened', (_what, text) => {
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
    return expectLimitNamed({ nodeArgs });
  });
});
