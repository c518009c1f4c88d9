import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rotatedRefreshToken, rotatingAnswer } from '../support/goto-answers';
import { committedBundle, runAction } from '../support/run-action';
import { runtimes } from '../support/runtimes';
import { startWorld, storedIn, type World } from '../support/world';

const dist = dirname(committedBundle);

let world: World;
let copy: string;
beforeEach(async () => {
  world = await startWorld();
  copy = await mkdtemp(join(tmpdir(), 'bundle-'));
  await cp(dist, copy, { recursive: true });
});
afterEach(async () => {
  await rm(copy, { recursive: true, force: true });
  await world.close();
});

async function changeLibsodium(change: (text: string) => string): Promise<void> {
  for (const chunk of await libsodiumChunks()) {
    const file = join(copy, chunk);
    const text = await readFile(file, 'utf8');
    expect(change(text)).not.toBe(text);
    await writeFile(file, change(text));
  }
}

describe.each(runtimes())('the bundle on %s', ({ path: node, major }) => {
  const run = () => runAction({ node, entry: join(copy, 'index.js'), inputs: world.inputs() });

  it('runs on the version it should', () => {
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(`v${major}.`);
  });

  it('detects missing libsodium before it asks GoTo', async () => {
    for (const chunk of await libsodiumChunks()) await rm(join(copy, chunk));
    const { exitCode, outputs, annotations } = await run();

    expect(exitCode).toBe(1);
    expect(outputs['error-code']).toBe('unexpected');
    expect(annotations[0]?.message).toContain('GoTo was not asked');
    expect(world.goto.requests).toEqual([]);
  });

  it('evaluates libsodium only to seal', async () => {
    const evaluated = 'libsodium was evaluated';
    const log = `console.log(${JSON.stringify(evaluated)});`;
    // Each module of a chunk is a function, which runs when the module is evaluated.
    await changeLibsodium((text) => text.replaceAll(/^\/\*\*\*\/ \(\(.*\) => \{$/gm, `$&\n${log}`));
    expect((await run()).stdout).not.toContain(evaluated);

    world.goto.next(rotatingAnswer());
    expect((await run()).stdout).toContain(evaluated);
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
  });

  it('says what to do when sealing fails', async () => {
    await changeLibsodium((text) => text.replaceAll('crypto_box_seal', 'crypto_box_sealed_off'));
    world.goto.next(rotatingAnswer());
    const { exitCode, outputs, annotations } = await run();

    expect({ exitCode, code: outputs['error-code'] }).toEqual({ exitCode: 1, code: 'unexpected' });
    expect(annotations[0]?.message).toContain(
      'GoTo sent a new refresh token, and it is not stored',
    );
    expect(annotations[0]?.message).toContain('authorise again');
  });
});

/** The chunks of the bundle that contain libsodium. The entry, which every run loads, is none. */
async function libsodiumChunks(): Promise<string[]> {
  const contains = async (file: string) =>
    (await readFile(join(dist, file), 'utf8')).includes('crypto_box_seal_open');
  const files = (await readdir(dist)).filter((name) => name.endsWith('.index.js'));
  const found = await Promise.all(files.map(contains));
  const chunks = files.filter((_file, index) => found[index]);
  expect(chunks).not.toEqual([]);
  expect(await contains('index.js')).toBe(false);
  return chunks;
}
