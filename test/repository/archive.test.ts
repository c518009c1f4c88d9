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
import { runBundle } from '../support/action';
import { rotatedRefreshToken, rotatingAnswer } from '../support/goto-stand-in';
import { inWorld, storedIn } from '../support/world';

const root = fileURLToPath(new URL('../../', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'archive-'));
afterAll(() => rmSync(temporary, { recursive: true }));

const tree = treeOfWorkingFolder();
const unpacked = join(temporary, 'unpacked');
mkdirSync(unpacked);
execFileSync('tar', ['-xzf', archive('tar.gz'), '-C', unpacked]);

describe('the archive that the runner downloads', () => {
  it('contains the action, the README and the licenses, unchanged, and nothing else', () => {
    const bundle = readdirSync(join(root, 'dist')).map((file) => `dist/${file}`);
    const files = ['LICENSE', 'README.md', 'action.yml', 'node24/action.yml', ...bundle];

    expect(bundle).toContain('dist/licenses.txt');
    expect(filesIn(unpacked)).toEqual(files.sort());
    for (const file of files) {
      expect(readFileSync(join(unpacked, file)).equals(readFileSync(join(root, file)))).toBe(true);
    }
  });

  // The runner takes the zip on Windows and the tarball elsewhere.
  it.each(['zip', 'tar.gz'])('is smaller than 500 KB as a %s', (format) => {
    expect(statSync(archive(format)).size).toBeLessThan(500_000);
  });

  it.each([
    { file: 'action.yml', node: 20 as const },
    { file: 'node24/action.yml', node: 24 as const },
  ])('has everything that a run of $file needs', async ({ file, node }) => {
    const declaration = join(unpacked, file);
    const { runs } = parse(readFileSync(declaration, 'utf8'));
    const entry = join(dirname(declaration), runs.main);
    await inWorld(async (world) => {
      world.goto.next(rotatingAnswer());
      const run = await runBundle(node, { declaration, entry, inputs: world.inputs() });

      expect(run.exitCode).toBe(0);
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    });
  });
});

/** The tree of a commit of the working folder as it is. Does not touch the repository. */
function treeOfWorkingFolder(): string {
  mkdirSync(join(temporary, 'objects'));
  // Without the files that a developer's own settings ignore.
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
