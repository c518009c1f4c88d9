import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endOfJob } from '../../src/action/saved-writes';
import { type ActionOptions, committedBundle, runAction } from '../support/run-action';
import { runtimes } from '../support/runtimes';
import { startWorld, type World } from '../support/world';

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

describe.each(runtimes())('the bundle on %s', ({ path: node, major }) => {
  const run = (more: Partial<ActionOptions> = {}) =>
    runAction({ node, entry: join(copy, 'index.js'), inputs: world.inputs(), ...more });

  it('runs on the version it should', () => {
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(`v${major}.`);
  });

  it('says that it cannot seal before it asks GoTo', async () => {
    for (const chunk of await sealingChunks()) await rm(join(copy, chunk));
    const { exitCode, outputs, annotations } = await run();

    expect(exitCode).toBe(1);
    expect(outputs['error-code']).toBe('runner-unsupported');
    expect(annotations[0]?.message).toContain('GoTo was not asked');
    expect(world.goto.requests).toEqual([]);
  });

  it('needs no more than its entry at the end of a job that has nothing to do', async () => {
    for (const chunk of await chunks()) await rm(join(copy, chunk));
    const { exitCode, stdout, stderr } = await run({ state: Object.fromEntries([endOfJob]) });

    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });
});

/** The files of the bundle that are loaded only when they are needed. */
const chunks = async () => (await readdir(dist)).filter((name) => name.endsWith('.index.js'));

async function sealingChunks(): Promise<string[]> {
  const texts = new Map<string, string>();
  for (const name of await chunks()) texts.set(name, await readFile(join(dist, name), 'utf8'));
  const found = [...texts].filter(([, text]) => text.includes('crypto_box_seal_open'));
  expect(found).not.toEqual([]);
  return found.map(([name]) => name);
}
