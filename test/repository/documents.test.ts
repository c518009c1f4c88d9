import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scripts, version } from '../../package.json';
import { anchorOf, headingsOf, ourName, withoutCode } from '../support/workflows';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const documents = tracked.filter((file) => file.endsWith('.md'));
const examples = tracked.filter((file) => /^examples\/.*\.yml$/.test(file));
const workflows = tracked.filter((file) => file.startsWith('.github/workflows/'));

describe.each(documents)('%s', (document) => {
  it('links to files and headings that exist', () => {
    const links = [...withoutCode(read(document)).matchAll(/\]\((?!https?:)([^)]+)\)/g)];
    for (const [, link = ''] of links) {
      const [path, anchor] = link.split('#');
      const file = path ? join(dirname(document), path) : document;
      expect(existsSync(join(root, file)), link).toBe(true);
      if (anchor) expect(headingsOf(read(file)).map(anchorOf), link).toContain(anchor);
    }
  });
});

it.each(['README.md', 'SECURITY.md', 'docs/command.md', 'docs/recipes.md', ...examples])(
  '%s names no release of this action but the current one',
  (file) => {
    const lines = read(file).split('\n');
    const named = lines
      .filter((line) => line.includes(ourName))
      .flatMap((line) => line.match(/(?<=[v-])\d+\.\d+\.\d+/g) ?? []);

    expect(new Set(named)).toEqual(new Set([version]));
  },
);

it.each([...documents, ...workflows, '.ci/run'])(
  '%s names scripts and tests that exist',
  (file) => {
    const text = read(file);

    for (const [, script] of text.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)) {
      expect(scripts).toHaveProperty([script ?? '']);
    }
    for (const [, test] of text.matchAll(/\bvitest run\s+([\w./-]+)/g))
      expect(tracked).toContain(test);
  },
);

it('SECURITY.md verifies what release.yml attests, as that workflow', () => {
  const [, attested = ''] =
    /subject-path: \|\n((?: {12}.+\n)+)/.exec(read('.github/workflows/release.yml')) ?? [];
  const text = read('SECURITY.md');
  const [, verified = ''] = /^for file in (.+); do$/m.exec(text) ?? [];
  const files = attested.split('\n').map((line) => line.trim());

  // The package is not in the repository, and has a sentence of its own.
  expect(files.filter((file) => file && file !== 'release/*.tgz')).toEqual(verified.split(' '));
  expect(text).toContain(`--signer-workflow ${ourName}/.github/workflows/release.yml`);
});
