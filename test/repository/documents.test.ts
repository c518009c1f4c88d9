import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scripts, version } from '../../package.json';
import { anchorOf, headingsOf, withoutCode } from '../support/markdown';
import { ourName } from '../support/workflows';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const documents = ['CHANGELOG.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md', 'test/README.md'];

describe('the links of a document', () => {
  it.each(documents)('lead to files and headings that there are (%s)', (document) => {
    const links = [...withoutCode(read(document)).matchAll(/\]\((?!https?:)([^)]+)\)/g)];
    for (const [, link = ''] of links) {
      const [path, anchor] = link.split('#');
      const file = path ? join(dirname(document), path) : document;
      expect(existsSync(join(root, file)), link).toBe(true);
      if (anchor !== undefined) {
        expect(headingsOf(read(file)).map(anchorOf), link).toContain(anchor);
      }
    }
  });
});

describe('a document that names a release of this action', () => {
  it.each(['README.md', 'SECURITY.md'])(
    'names the version that package.json has (%s)',
    (document) => {
      const lines = read(document)
        .split('\n')
        .filter((line) => line.includes(ourName));
      const named = lines.flatMap((line) => line.match(/(?<=[v-])\d+\.\d+\.\d+/g) ?? []);

      expect(new Set(named)).toEqual(new Set([version]));
    },
  );
});

describe('CONTRIBUTING.md', () => {
  const text = read('CONTRIBUTING.md');

  it.each(['src', 'src/command'])(
    'tells what every file of %s/ knows, and of no other',
    (folder) => {
      const [, ...rest] = text.split(`| file of \`${folder}/\` |`);
      const [table = ''] = rest.join().split('\n\n', 1);
      const files = [...table.matchAll(/`([\w-]+\.ts)`/g)].map(([, file]) => file);

      expect(files.sort()).toEqual(
        readdirSync(join(root, folder))
          .filter((file) => file.endsWith('.ts'))
          .sort(),
      );
    },
  );

  it('explains commands that package.json has', () => {
    const named = [...text.matchAll(/^\| `npm run (\S+)` \| \S/gm)].map(([, script]) => script);

    expect(named).toContain('check');
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });
});

describe('test/README.md', () => {
  const text = read('test/README.md');

  it('has a place for every file of tests', () => {
    const named = [...text.matchAll(/`([\w-]+)\.test\.ts`/g)].map(([, name]) => name);
    // The others are named like the module that they are about.
    const modules = readdirSync(join(root, 'src')).map((file) => file.replace('.ts', ''));
    const files = ['', 'command']
      .flatMap((folder) => readdirSync(join(root, 'test', folder)))
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => file.replace('.test.ts', ''));

    expect([...named, ...modules]).toEqual(expect.arrayContaining(files));
    expect(files).toEqual(expect.arrayContaining(named));
  });
});

describe('SECURITY.md', () => {
  const text = read('SECURITY.md');

  it('verifies what release.yml attests, as that workflow', () => {
    const release = read('.github/workflows/release.yml');
    const [, attested = ''] = /subject-path: \|\n((?: {12}.+\n)+)/.exec(release) ?? [];
    const [, verified = ''] = /^for file in (.+); do$/m.exec(text) ?? [];
    const files = attested.split('\n').map((line) => line.trim());

    // The package is not in the repository, and has a sentence of its own.
    expect(files.filter((file) => file && file !== 'release/*.tgz')).toEqual(verified.split(' '));
    expect(text).toContain(`--signer-workflow ${ourName}/.github/workflows/release.yml`);
  });
});
