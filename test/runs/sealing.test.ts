import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, type TestContext, vi } from 'vitest';
import { rotatedRefreshToken } from '../support/goto-answers';
import {
  type ActionOptions,
  type ActionRun,
  committedBundle,
  importing,
  runAction,
} from '../support/run-action';
import { failureOf, notAsked } from '../support/run-checks';
import { runtime, runtimes } from '../support/runtimes';
import { inRotatingWorld, storedIn } from '../support/world';

/*
 * Machines on which libsodium does not work: another sealer takes over, or GoTo is not asked.
 */

vi.setConfig({ maxConcurrency: 6 });

/** Makes a run that rotates, and checks that the token is stored. */
const expectToStore = (options: Omit<ActionOptions, 'inputs'>): Promise<void> =>
  inRotatingWorld(async (world) => {
    const run = await runAction({ ...options, inputs: world.inputs() });
    expect(run.exitCode, `${run.log}\n${run.stderr}`).toBe(0);
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
  });

/** Makes a run that rotates, and checks that it ends before GoTo is asked. */
const expectUnsupported = (options: Omit<ActionOptions, 'inputs'>): Promise<void> =>
  inRotatingWorld(async (world) => {
    const run: ActionRun = await runAction({ ...options, inputs: world.inputs() });
    expect(failureOf(run, 'runner-unsupported')).toContain(notAsked);
    expect(world.goto.requests).toEqual([]);
  });

describe.concurrent.each(runtimes())('on %s, the token is sealed', ({ path: node }) => {
  it('without WebAssembly', () => expectToStore({ node, env: { NODE_OPTIONS: '--jitless' } }));

  it('without globalThis.crypto', () =>
    expectToStore({ node, nodeArgs: importing('delete globalThis.crypto') }));

  it.runIf(process.platform === 'linux')('where address space is scarce', () =>
    expectToStore({
      node: '/bin/bash',
      nodeArgs: ['-c', 'ulimit -v 4000000; exec "$0" "$@"', node],
      // Without it, threads for fetch and for zlib alone would not fit.
      env: { UV_THREADPOOL_SIZE: '1' },
    }),
  );
});

it('on Node 20, the token is sealed without the Web Crypto API', () =>
  expectToStore({ node: runtime(20).path, nodeArgs: ['--no-experimental-global-webcrypto'] }));

/** The entry of a copy of the bundle in which one file is changed, or removed. */
async function changed(
  contains: string,
  change: (text: string) => string | undefined,
  { onTestFinished }: TestContext,
): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'sealing-'));
  onTestFinished(() => rm(copy, { recursive: true }));
  await cp(dirname(committedBundle), copy, { recursive: true });
  for (const name of await readdir(copy)) {
    const file = join(copy, name);
    const text = await readFile(file, 'utf8');
    if (!/^\d+\.index\.js$/.test(name) || !text.includes(contains)) continue;
    const after = change(text);
    expect(after).not.toBe(text);
    if (after === undefined) await rm(file);
    else await writeFile(file, after);
  }
  return join(copy, 'index.js');
}

/** Changes one byte of the WebAssembly in a chunk. Constants are LEB128 there. */
const damaged = (at: (wasm: Buffer) => number) => (text: string) =>
  text.replace(/"(AGFzbQ[\w+/=]+)"/, (_literal, base64: string) => {
    const wasm = Buffer.from(base64, 'base64');
    const index = at(wasm);
    expect(index).toBeGreaterThan(0);
    wasm[index] = (wasm[index] ?? 0) ^ 1;
    return JSON.stringify(wasm.toString('base64'));
  });

const part = (share: number) => (wasm: Buffer) => Math.floor(wasm.length * share);

describe.concurrent('a bundle that is damaged', () => {
  it.for([
    ['at the beginning of its WebAssembly', part(0.0001)],
    ['in the types', part(0.001)],
    ['early in the code', part(0.1)],
    ['in the middle of the code', part(0.5)],
    ['in a constant of Salsa20', (wasm: Buffer) => wasm.indexOf('e5f0c18b06', 'hex')],
    ['in the table of base points', (wasm: Buffer) => wasm.length - 30_000],
    ['in a constant of BLAKE2b', (wasm: Buffer) => wasm.indexOf('d1859aeffacf9487d100', 'hex')],
  ] as const)('%s seals all the same', async ([, at], context) =>
    expectToStore({ entry: await changed('AGFzbQ', damaged(at), context) }),
  );

  it.for([
    ['lacks the part that seals', 'AGFzbQ', () => undefined],
    ['has half of the part that seals', 'AGFzbQ', (text: string) => text.slice(0, 400_000)],
    [
      'has two sealers that do not work',
      'AGFzbQ',
      (text: string) => text.replaceAll('AGFzbQ', 'AAAAAA').replaceAll('.box', '.bax'),
    ],
  ] as const)('and %s does not ask GoTo', async ([, contains, change], context) =>
    expectUnsupported({ entry: await changed(contains, change, context) }),
  );
});
