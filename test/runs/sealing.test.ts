import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, type TestContext, vi } from 'vitest';
import { rotatedRefreshToken } from '../support/goto-stand-in';
import { failureOf, notAsked } from '../support/run-checks';
import { type ActionOptions, committedBundle, importing, runAction } from '../support/runner';
import { runtimes } from '../support/runtimes';
import { inRotatingWorld, storedIn } from '../support/world';

/*
 * Machines and bundles on which libsodium does not work: GoTo is not asked.
 */

vi.setConfig({ maxConcurrency: 6 });

/** Makes a run that would rotate, and returns it with what GoTo and GitHub got. */
const runWith = (options: Omit<ActionOptions, 'inputs'>) =>
  inRotatingWorld(async (world) => ({
    run: await runAction({ ...options, inputs: world.inputs() }),
    asked: world.goto.requests.length > 0,
    stored: storedIn(world.repository),
  }));

/** Makes a run that would rotate, and checks that it ends before GoTo is asked. */
async function expectUnsupported(options: Omit<ActionOptions, 'inputs'>): Promise<void> {
  const { run, asked } = await runWith(options);
  const message = failureOf(run, 'runner-unsupported');
  expect(message).toContain('Sealing does not work on the runner');
  expect(message).toContain(notAsked);
  expect(asked).toBe(false);
}

describe.concurrent.each(runtimes())('on %s, GoTo is not asked', ({ path: node, major }) => {
  it('without WebAssembly', () => expectUnsupported({ node, env: { NODE_OPTIONS: '--jitless' } }));

  it('without globalThis.crypto', () =>
    expectUnsupported({ node, nodeArgs: importing('delete globalThis.crypto') }));

  // Newer Nodes reserve little for WebAssembly.
  it.runIf(process.platform === 'linux' && major === 20)('where address space is scarce', () =>
    expectUnsupported({
      node: '/bin/bash',
      nodeArgs: ['-c', 'ulimit -v 4000000; exec "$0" "$@"', node],
      // Without it, threads for fetch and for zlib alone would not fit.
      env: { UV_THREADPOOL_SIZE: '1' },
    }),
  );
});

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

const at = (constant: string) => (wasm: Buffer) => wasm.indexOf(constant, 'hex');

describe.concurrent('a bundle that', () => {
  it.for([
    ['is damaged in the header of its WebAssembly', 'AGFzbQ', damaged(() => 4)],
    ['is damaged in a constant of Salsa20', 'AGFzbQ', damaged(at('e5f0c18b06'))],
    ['is damaged in a constant of BLAKE2b', 'AGFzbQ', damaged(at('d1859aeffacf9487d100'))],
    ['is damaged in the table of base points', 'AGFzbQ', damaged((wasm) => wasm.length - 30_000)],
    ['lacks the part that seals', 'AGFzbQ', () => undefined],
    ['has half of the part that seals', 'AGFzbQ', (text: string) => text.slice(0, 200_000)],
  ] as const)('%s does not ask GoTo', async ([, contains, change], context) =>
    expectUnsupported({ entry: await changed(contains, change, context) }),
  );

  it.for([0.1, 0.3, 0.5, 0.7, 0.9])(
    'is damaged %d into its WebAssembly stores the token, or does not ask GoTo',
    async (share, context) => {
      const change = damaged((wasm) => Math.floor(wasm.length * share));
      const { run, asked, stored } = await runWith({
        entry: await changed('AGFzbQ', change, context),
      });
      if (asked) expect(stored, run.log).toBe(rotatedRefreshToken);
      else failureOf(run, 'runner-unsupported');
    },
  );
});
