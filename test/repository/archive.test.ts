import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { runtimes } from '../support/process';
import { committedPost, runAction } from '../support/runner';
import { someInputs } from '../support/some-inputs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'archive-'));
afterAll(() => rmSync(temporary, { recursive: true }));

/** Runs git in the working folder, with a repository of its own: it does not touch the real one. */
const git = (...args: string[]) =>
  execFileSync('git', [`--git-dir=${join(temporary, 'git')}`, `--work-tree=${root}`, ...args], {
    cwd: root,
    encoding: 'utf8',
  });

it('the archive that the runner downloads is small, and has what the action needs, unchanged', () => {
  git('init', '--quiet');
  git('-c', 'core.excludesFile=', 'add', '--all'); // without what a developer's own settings ignore
  const archive = join(temporary, 'archive.tar.gz');
  git('archive', `--output=${archive}`, git('write-tree').trim());
  const unpacked = join(temporary, 'unpacked');
  mkdirSync(unpacked);
  execFileSync('tar', ['-xzf', archive, '-C', unpacked]);

  expect(statSync(archive).size).toBeLessThan(500_000);
  const bundle = readdirSync(join(root, 'dist')).map((file) => `dist/${file}`);
  expect(bundle).toContain('dist/licenses.txt');
  const files = ['LICENSE', 'README.md', 'action.yml', 'node24/action.yml', ...bundle];
  const found = readdirSync(unpacked, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(unpacked, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'));
  expect(found.sort()).toEqual(files.sort());
  for (const file of files)
    expect(readFileSync(join(unpacked, file)).equals(readFileSync(join(root, file)))).toBe(true);
});

it.each(runtimes())(
  'post.js needs nothing else where it has nothing to do (%s)',
  async (runtime) => {
    const { path: node, major } = runtime;
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(`v${major}.`);

    const entry = join(temporary, basename(committedPost));
    cpSync(committedPost, entry);
    const run = await runAction({ node, entry, inputs: someInputs() });
    expect(run).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  },
);
