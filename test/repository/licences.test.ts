import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import lock from '../../package-lock.json';
import { compilerOptions } from '../../tsconfig.json';
import { builtCommand } from '../support/build-command';
import { committedBundle } from '../support/run-action';
import { runScript } from '../support/run-script';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** ncc and webpack write the code between the modules, and are in no `dependencies`. */
const isBundler = ({ name }: Section) => ['@vercel/ncc', 'webpack'].includes(name);

/** Those that src/left-out.ts replaces, what only these need, and packages of types. */
const notBundled = [
  ...Object.keys(compilerOptions.paths),
  ...['@actions/io', 'ms', '@octokit/openapi-types', '@octokit/types'],
];

/** The production dependencies in the lock file, each with the folder it is installed in. */
const dependencies = Object.entries(lock.packages as Record<string, LockedPackage>)
  .filter(([folder, { dev }]) => folder !== '' && !dev)
  .map(([folder, { version }]) => {
    const name = folder.split('node_modules/').at(-1) ?? '';
    return { name, version: version ?? '', folder: join(root, folder) };
  })
  .filter(({ name }) => !notBundled.includes(name));

describe('licenses.txt', () => {
  const ofAction = sectionsIn(dirname(committedBundle));
  const ofCommand = sectionsIn(dirname(builtCommand));
  const all = [...new Map([...ofAction, ...ofCommand].map((each) => [title(each), each])).values()];

  it('lists the dependencies of package.json, what they depend on, and nothing else', () => {
    const bundled = all.filter((section) => !isBundler(section)).map(title);

    expect(bundled.sort()).toEqual(dependencies.map(title).sort());
  });

  it('includes the bundler', () => {
    for (const sections of [ofAction, ofCommand]) {
      expect(sections.filter(isBundler).map(({ name }) => name)).toEqual([
        '@vercel/ncc',
        'webpack',
      ]);
    }
    const webpack = readFileSync(join(root, 'scripts/webpack-licence.txt'), 'utf8').trim();
    expect(all.find(({ name }) => name === 'webpack')?.text).toBe(webpack);
  });

  it.each(dependencies)('has the text that $name $version ships', ({ name, version, folder }) => {
    // This one ships no licence file; https-proxy-agent is from the same repository.
    const own = name === 'proxy-agent-negotiate' ? join(folder, '../https-proxy-agent') : folder;
    const files = readdirSync(own).filter((file) => /licen|copying|notice/i.test(file));
    const text = all.find((each) => each.name === name && each.version === version)?.text;

    expect(files).not.toEqual([]);
    for (const file of files) {
      expect(text).toContain(readFileSync(join(own, file), 'utf8').replaceAll('\r\n', '\n').trim());
    }
  });
});

describe('the bundling script', () => {
  const projects: string[] = [];
  afterEach(() => {
    for (const project of projects.splice(0)) rmSync(project, { recursive: true });
  });

  /** Bundles a project whose entry imports packages in every possible way. */
  async function bundle(changes: Record<string, string | undefined> = {}) {
    const project = mkdtempSync(join(tmpdir(), 'project-'));
    projects.push(project);
    const files = {
      'package.json': '{"name":"project","version":"1.0.0","type":"module"}',
      'entry.js': `
        import { joined } from 'joined';
        import required from '@scope/required';
        import 'unused';
        import { readFileSync } from 'node:fs';
        console.log(joined(), required, readFileSync, await import('later'));`,
      ...esModule('joined', "import inner from 'inner'; export const joined = () => inner;"),
      ...esModule('joined/node_modules/inner', 'export default Math.random();'),
      ...esModule('inner', 'export default "another version, which nothing imports";'),
      ...esModule('later', 'export default "loaded later";'),
      ...esModule('unused', 'export const unused = 1;'),
      'node_modules/@scope/required/package.json': manifest('@scope/required', {}),
      'node_modules/@scope/required/index.js': 'module.exports = "required";',
      'node_modules/@scope/required/LICENSE-MIT.txt': 'One of\r\ntwo.\r\n',
      'node_modules/@scope/required/NOTICE': 'And a notice.\n',
      ...changes,
    };
    for (const [path, text] of Object.entries(files)) {
      if (text === undefined) continue;
      await mkdir(dirname(join(project, path)), { recursive: true });
      await writeFile(join(project, path), text);
    }
    const run = await runScript('scripts/bundle.ts', ['entry.js', 'out'], { cwd: project });
    return { ...run, folder: join(project, 'out') };
  }

  it('lists packages that are joined, required, nested or loaded later, but none left out', async () => {
    const { exitCode, folder } = await bundle({ 'out/999.index.js': 'of an earlier build' });
    const sections = sectionsIn(folder);

    expect(exitCode).toBe(0);
    expect(sections.filter((each) => !isBundler(each))).toEqual([
      { name: '@scope/required', version: '1.0.0', text: 'One of\ntwo.\n\nAnd a notice.' },
      { name: 'inner', version: '1.0.0', text: 'The licence of joined/node_modules/inner.' },
      { name: 'joined', version: '1.0.0', text: 'The licence of joined.' },
      { name: 'later', version: '1.0.0', text: 'The licence of later.' },
    ]);
    expect(readdirSync(folder)).not.toContain('999.index.js');
  });

  it.each([
    [
      'a package ships no licence',
      { 'node_modules/later/LICENSE': undefined },
      'later 1.0.0 is bundled and has no licence file (MIT)',
    ],
    [
      'a package names no licence',
      { 'node_modules/later/package.json': manifest('later', { license: undefined }) },
      'later 1.0.0 is bundled, and its package.json names no licence',
    ],
    ['ncc does', { 'entry.js': "import 'not-' + 1;" }, 'ncc could not bundle entry.js'],
  ])('fails when %s', async (_case, changes, message) => {
    const { exitCode, stderr, folder } = await bundle(changes);

    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
    expect(existsSync(join(folder, 'licenses.txt'))).toBe(false);
  });

  it('takes the licence of a related package only from the same repository', async () => {
    const repository = 'https://github.com/octo/agents.git';
    const relatives = (other: string) => ({
      'entry.js': "import a from 'https-proxy-agent'; import b from 'proxy-agent-negotiate'; a(b);",
      ...esModule('https-proxy-agent', 'export default () => Math.random();', { repository }),
      ...esModule('proxy-agent-negotiate', 'export default Math.random();', { repository: other }),
      'node_modules/proxy-agent-negotiate/LICENSE': undefined,
    });
    const related = await bundle(relatives(repository));
    const unrelated = await bundle(relatives('https://github.com/octo/other.git'));

    expect(related.exitCode).toBe(0);
    const { text } =
      sectionsIn(related.folder).find((each) => each.name.endsWith('negotiate')) ?? {};
    expect(text).toMatch(/^It brings no licence file\..*\n\nThe licence of https-proxy-agent\.$/);
    expect(unrelated.exitCode).toBe(1);
  });
});

interface LockedPackage {
  version?: string;
  dev?: boolean;
}

interface Section {
  name: string;
  version: string;
  text: string;
}

/** The parts of the licenses.txt in a folder, one for each package. */
function sectionsIn(folder: string): Section[] {
  const text = readFileSync(join(folder, 'licenses.txt'), 'utf8');
  const sections = text.matchAll(
    /\n={80}\n(\S+) (\S+) \(.+\)\n={80}\n\n([\s\S]*?)(?=\n={80}|$(?![\s\S]))/g,
  );
  return [...sections].map(([, name = '', version = '', text = '']) => ({
    name,
    version,
    text: text.trimEnd(),
  }));
}

function title({ name, version }: { name: string; version: string }): string {
  return `${name} ${version}`;
}

function esModule(path: string, code: string, more: object = {}): Record<string, string> {
  const folder = `node_modules/${path}`;
  const name = path.split('/').at(-1) ?? '';
  return {
    [`${folder}/package.json`]: manifest(name, { type: 'module', sideEffects: false, ...more }),
    [`${folder}/index.js`]: code,
    [`${folder}/LICENSE`]: `The licence of ${path}.\n`,
  };
}

function manifest(name: string, more: object): string {
  return JSON.stringify({ name, version: '1.0.0', license: 'MIT', main: 'index.js', ...more });
}
