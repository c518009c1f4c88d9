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

/** The chunks of the bundle that hold libsodium. */
async function libsodiumChunks(): Promise<string[]> {
  const files = (await readdir(dist)).filter((name) => name.endsWith('.index.js'));
  const texts = await Promise.all(files.map((name) => readFile(join(dist, name), 'utf8')));
  return files.filter((_name, index) => texts[index]?.includes('crypto_box_seal_open'));
}

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

describe('the committed bundle', () => {
  it('keeps libsodium out of the file that every run loads', async () => {
    expect(await libsodiumChunks()).not.toEqual([]);
    expect(await readFile(committedBundle, 'utf8')).not.toContain('crypto_box_seal_open');
  });
});

describe.each(runtimes())('on %s', ({ path: node, major }) => {
  it('is started with the Node it should be', () => {
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(`v${major}.`);
  });

  it('finds out before GoTo is asked that libsodium is missing', async () => {
    for (const chunk of await libsodiumChunks()) await rm(join(copy, chunk));
    const run = await runAction({ node, entry: join(copy, 'index.js'), inputs: world.inputs() });
    expect(run.exitCode).toBe(1);
    expect(run.outputs['error-code']).toBe('unexpected');
    expect(run.annotations[0]?.message).toContain('GoTo was not asked');
    expect(world.goto.requests).toEqual([]);
  });

  it('evaluates libsodium only to seal', async () => {
    const evaluated = 'libsodium was evaluated';
    for (const chunk of await libsodiumChunks()) {
      const text = await readFile(join(copy, chunk), 'utf8');
      // The chunk's modules are functions: what stands at their beginning runs when they are evaluated.
      const marked = text.replaceAll(
        /^\/\*\*\*\/ \(\(.*\) => \{$/gm,
        `$&\nconsole.log(${JSON.stringify(evaluated)});`,
      );
      expect(marked).not.toBe(text);
      await writeFile(join(copy, chunk), marked);
    }
    const entry = join(copy, 'index.js');
    const kept = await runAction({ node, entry, inputs: world.inputs() });
    expect(kept.exitCode).toBe(0);
    expect(kept.stdout).not.toContain(evaluated);

    world.goto.next(rotatingAnswer());
    const rotated = await runAction({ node, entry, inputs: world.inputs() });
    expect(rotated.stdout).toContain(evaluated);
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
  });

  it('says what to do when the seal itself fails', async () => {
    for (const chunk of await libsodiumChunks()) {
      const text = await readFile(join(copy, chunk), 'utf8');
      await writeFile(
        join(copy, chunk),
        text.replaceAll('crypto_box_seal', 'crypto_box_sealed_off'),
      );
    }
    world.goto.next(rotatingAnswer());
    const run = await runAction({ node, entry: join(copy, 'index.js'), inputs: world.inputs() });
    expect(run).toMatchObject({ exitCode: 1, outputs: { 'error-code': 'unexpected' } });
    expect(run.annotations[0]?.message).toContain(
      'GoTo sent a new refresh token, and it is not stored',
    );
    expect(run.annotations[0]?.message).toContain('authorise again');
  });
});
