import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bundleOn } from '../support/drivers';
import { rotatedRefreshToken, rotatingAnswer } from '../support/goto-answers';
import { someInputs } from '../support/some-inputs';
import { inWorld, storedIn } from '../support/world';

const root = fileURLToPath(new URL('../../', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'archive-'));
afterAll(() => rmSync(temporary, { recursive: true }));

const tree = treeOfWorkingFolder();
const unpacked = join(temporary, 'unpacked');
mkdirSync(unpacked);
execFileSync('tar', ['-xzf', archive('tar.gz'), '-C', unpacked]);

describe('the archive that the runner downloads', () => {
  it('holds the action, who it is and its licences, and nothing else', () => {
    const bundle = readdirSync(join(root, 'dist')).map((file) => `dist/${file}`);

    expect(filesIn(unpacked)).toEqual(
      ['LICENSE', 'README.md', 'action.yml', 'node24/action.yml', ...bundle].sort(),
    );
    expect(bundle).toContain('dist/licenses.txt');
  });

  it('holds the files as they are', () => {
    for (const file of filesIn(unpacked)) {
      expect(readFileSync(join(unpacked, file)).equals(readFileSync(join(root, file)))).toBe(true);
    }
  });

  // The runner takes the one on Windows and the other elsewhere.
  it.each(['zip', 'tar.gz'])('is under 500 KB large as a %s', (format) => {
    expect(statSync(archive(format)).size).toBeLessThan(500_000);
  });

  describe.each([
    { declaration: 'action.yml', node: 20 as const },
    { declaration: 'node24/action.yml', node: 24 as const },
  ])('with $declaration', ({ declaration, node }) => {
    const path = join(unpacked, declaration);
    const { runs } = parse(readFileSync(path, 'utf8'));
    const entry = join(dirname(path), runs.main);
    const driver = bundleOn(node);

    it('is made for the Node it declares', () => {
      expect(runs.using).toBe(`node${node}`);
    });

    it('starts', async () => {
      const inputs = someInputs({ repository: 'webinars' });
      const run = await driver.runAction({ declaration: path, entry, inputs });

      expect(run).toMatchObject({ exitCode: 1, outputs: { 'error-code': 'input-invalid' } });
    });

    it('has all that a run needs', async () => {
      await inWorld(async (world) => {
        world.goto.next(rotatingAnswer());
        const run = await driver.runAction({ declaration: path, entry, inputs: world.inputs() });

        expect(run.exitCode).toBe(0);
        expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
      });
    });
  });
});

/** What a commit of all that is in the working folder would hold; the repository is not touched. */
function treeOfWorkingFolder(): string {
  mkdirSync(join(temporary, 'objects'));
  // Whatever the settings of the one who runs this ignore.
  git('-c', 'core.excludesFile=', 'add', '--all');
  return git('write-tree').trim();
}

function archive(format: string): string {
  const file = join(temporary, `archive.${format}`);
  if (!existsSync(file)) git('archive', `--output=${file}`, tree);
  return file;
}

function git(...args: string[]): string {
  const run = (env: NodeJS.ProcessEnv, ...args: string[]) =>
    execFileSync('git', args, { cwd: root, env: { ...process.env, ...env }, encoding: 'utf8' });
  const objects = run({}, 'rev-parse', '--path-format=absolute', '--git-path', 'objects').trim();
  const env = {
    GIT_INDEX_FILE: join(temporary, 'index'),
    GIT_OBJECT_DIRECTORY: join(temporary, 'objects'),
    GIT_ALTERNATE_OBJECT_DIRECTORIES: objects,
  };
  return run(env, ...args);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}
