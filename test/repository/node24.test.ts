import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { actionYml } from '../support/action-inputs';
import { bundleOn } from '../support/drivers';
import { rotatedRefreshToken, rotatingAnswer } from '../support/goto-answers';
import { runScript } from '../support/run-script';
import { inWorld, storedIn } from '../support/world';

const root = new URL('../../', import.meta.url);
const declaration = new URL('node24/action.yml', root);
const committed = readFileSync(declaration, 'utf8');

let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'node24-'));
  for (const path of ['action.yml', 'package.json', 'scripts/node24.ts']) {
    cpSync(fileURLToPath(new URL(path, root)), join(copy, path));
  }
});
afterEach(() => rmSync(copy, { recursive: true }));

it('differs from action.yml in the runtime and the path alone', () => {
  const forNode20 = parse(readFileSync(actionYml, 'utf8'));

  expect(forNode20.runs).toEqual({ using: 'node20', main: 'dist/index.js' });
  expect(parse(committed)).toEqual({
    ...forNode20,
    runs: { using: 'node24', main: '../dist/index.js' },
  });
});

it('is what its script makes of action.yml', () => {
  expect(runScript(join(copy, 'scripts/node24.ts'), [])).toMatchObject({ exitCode: 0, stderr: '' });
  expect(readFileSync(join(copy, 'node24/action.yml'), 'utf8')).toBe(committed);
});

it('is not made of an action.yml whose runtime is another', () => {
  const other = readFileSync(actionYml, 'utf8').replace('using: node20', 'using: node22');
  writeFileSync(join(copy, 'action.yml'), other);

  const { exitCode, stderr } = runScript(join(copy, 'scripts/node24.ts'), []);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('action.yml has not one line "using: node20"');
});

it('keeps the comments of action.yml', () => {
  const commented = readFileSync(actionYml, 'utf8').replace('inputs:\n', 'inputs: # as given\n');
  writeFileSync(join(copy, 'action.yml'), commented);

  expect(runScript(join(copy, 'scripts/node24.ts'), [])).toMatchObject({ exitCode: 0 });
  expect(readFileSync(join(copy, 'node24/action.yml'), 'utf8')).toContain('inputs: # as given\n');
});

it('runs the action on Node 24, in a folder beside the bundle', async () => {
  const { main } = parse(committed).runs;
  await inWorld(async (world) => {
    world.goto.next(rotatingAnswer());
    const run = await bundleOn(24).runAction({
      declaration: fileURLToPath(declaration),
      entry: fileURLToPath(new URL(main, declaration)),
      inputs: world.inputs(),
    });

    expect(run.exitCode).toBe(0);
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
  });
});
