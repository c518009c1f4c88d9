import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
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

/** Runs git in the working folder, with a repository of its own: it does not touch the real one. */
const git = (...args: string[]) =>
  execFileSync('git', [`--git-dir=${join(temporary, 'git')}`, `--work-tree=${root}`, ...args], {
    cwd: root,
    encoding: 'utf8',
  });
git('init', '--quiet');
git('-c', 'core.excludesFile=', 'add', '--all'); // without what a developer's own settings ignore
const tree = git('write-tree').trim();

// The runner takes the zip on Windows and the tarball elsewhere.
const archives = ['archive.zip', 'archive.tar.gz'];
for (const file of archives) git('archive', `--output=${join(temporary, file)}`, tree);
const unpacked = join(temporary, 'unpacked');
mkdirSync(unpacked);
execFileSync('tar', ['-xzf', join(temporary, 'archive.tar.gz'), '-C', unpacked]);

describe('the archive that the runner downloads', () => {
  it('contains the action, the README and the licenses, unchanged, and nothing else', () => {
    const bundle = readdirSync(join(root, 'dist')).map((file) => `dist/${file}`);
    const files = ['LICENSE', 'README.md', 'action.yml', 'node24/action.yml', ...bundle];

    expect(bundle).toContain('dist/licenses.txt');
    const found = readdirSync(unpacked, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(unpacked, path)).isFile())
      .map((path) => path.replaceAll('\\', '/'));
    expect(found.sort()).toEqual(files.sort());
    for (const file of files) {
      expect(readFileSync(join(unpacked, file)).equals(readFileSync(join(root, file)))).toBe(true);
    }
  });

  it.each(archives)('is smaller than 500 KB as %s', (file) => {
    expect(statSync(join(temporary, file)).size).toBeLessThan(500_000);
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
