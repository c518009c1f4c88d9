import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { scripts, version } from '../../package.json';
import { optionNames, usage } from '../../src/command/options';
import { errorCodes } from '../../src/errors';
import { declaration, fence, ourName } from '../support/workflows';

/** Neither headings nor links are in fenced blocks. */
const withoutCode = (markdown: string) => markdown.replaceAll(fence, '');
const { inputs, outputs, runs } = declaration;
const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const documents = tracked.filter((file) => file.endsWith('.md'));
const examples = tracked.filter((file) => /^examples\/.*\.yml$/.test(file));

describe('action.yml', () => {
  it.each([
    ['inputs', ['inputs.ts'], /(?<=\(')[a-z]+(-[a-z]+)*(?=')/g],
    [
      'outputs',
      ['run.ts', 'report.ts'],
      /(?<=setOutputs\(\{([^}]*,)?\s*'?)[a-z]+(-[a-z]+)*(?='?: )/g,
    ],
  ] as const)('declares the %s of the code', (part, files, names) => {
    const text = files.map((file) => read(`src/action/${file}`)).join('\n');

    expect(new Set(text.match(names))).toEqual(new Set(Object.keys(declaration[part])));
  });

  it('differs only in the runtime and the path to the bundle from node24/action.yml', () => {
    const [main, post] = ['dist/index.js', 'dist/post.js'];
    expect(runs).toEqual({ using: 'node20', main, post });
    const onNode24 = { using: 'node24', main: `../${main}`, post: `../${post}` };
    expect(parse(read('node24/action.yml'))).toEqual({ ...declaration, runs: onNode24 });
  });
});

describe('the tables of the documents', () => {
  it('list the inputs of action.yml, in its order, with its defaults', () => {
    const rows = tableUnder('Inputs').map(([input, fallback]) => [input, fallback]);

    expect(rows).toEqual(
      Object.entries(inputs).map(([name, input]) => [
        `\`${name}\``,
        input.required ? 'required' : input.default === undefined ? '' : `\`${input.default}\``,
      ]),
    );
  });

  // An error leads to the anchor of its code.
  it.each([
    ['Outputs', Object.keys(outputs).map((name) => `\`${name}\``)],
    ['Troubleshooting', errorCodes.map((code) => `<a id="${code}"></a>\`${code}\``)],
  ])('list all %s, in the order of the code', (heading, names) => {
    expect(tableUnder(heading).map(([name]) => name)).toEqual(names);
  });

  it('list the options of the command, as its usage does', () => {
    const rows = read('docs/command.md').match(/^\| `--.*?\|/gm) ?? [];

    expect(new Set(rows.join().match(/--[a-z-]+/g))).toEqual(new Set(optionNames));
    expect(new Set(usage.match(/(?<=^ +)--[a-z-]+/gm))).toEqual(new Set(optionNames));
  });
});

it('the issue form offers every error code', () => {
  const offered = read('.github/ISSUE_TEMPLATE/failure.yml').match(/(?<=^ {8}- )[a-z-]+$/gm);
  expect(offered).toEqual(errorCodes);
});

it.each(documents)('%s links to files and headings that exist', (document) => {
  const links = [...withoutCode(read(document)).matchAll(/\]\((?!https?:)([^)]+)\)/g)];
  for (const [, link = ''] of links) {
    const [path, anchor] = link.split('#');
    const file = path ? join(dirname(document), path) : document;
    expect(existsSync(join(root, file)), link).toBe(true);
    if (anchor) expect(anchorsOf(file), link).toContain(anchor);
  }
});

it('messages lead to a heading of the README', () => {
  const sources = tracked.filter((file) => /^src\/.*\.ts$/.test(file));
  const named = sources
    .map(read)
    .join()
    .match(/(?<=README, ")[^"]+/g);

  expect(new Set(named)).toEqual(new Set(['Set up']));
  expect(anchorsOf('README.md')).toContain('set-up');
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

// Vitest passes over a name that matches no file.
it.each([...documents, '.ci/run', '.github/workflows/ci.yml'])(
  '%s names npm scripts and tests that exist',
  (file) => {
    const text = read(file);
    const named = [...text.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name);

    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
    expect(tracked).toEqual(
      expect.arrayContaining(text.match(/\btest\/[\w./-]+\.test\.ts\b/g) ?? []),
    );
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

/** GitHub's anchors for the headings of a file. */
const anchorsOf = (file: string) =>
  [...withoutCode(read(file)).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** The cells of the one table under a heading of the README, without its head. */
function tableUnder(heading: string): string[][] {
  const [, section = ''] = read('README.md').split(`\n## ${heading}\n`);
  const [own = ''] = section.split(/^#/m);
  const [, , ...rows] = own.split('\n').filter((line) => line.startsWith('|'));
  return rows.map((row) =>
    row
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
}
