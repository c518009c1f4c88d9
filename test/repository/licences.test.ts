import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { satisfies } from 'semver';
import { afterEach, describe, expect, it } from 'vitest';
import { builtCommand } from '../support/build-command';
import { committedBundle } from '../support/run-action';
import { runScript } from '../support/run-script';
import { runtime, runtimes } from '../support/runtimes';

interface InstalledPackage {
  name: string;
  version: string;
  folder: string;
}

const installed = packagesIn(fileURLToPath(new URL('../../node_modules', import.meta.url)));

describe.each([
  { bundle: 'the action', entry: committedBundle },
  { bundle: 'the command', entry: builtCommand },
])('the licences beside $bundle', ({ entry }) => {
  const folder = dirname(entry);
  const sections = sectionsOf(folder);

  it('are those of the packages whose code is there, and no others', () => {
    const bundler = sections.filter(({ name }) => ['webpack', '@vercel/ncc'].includes(name));
    const bundled = sections.filter((section) => !bundler.includes(section));

    expect(bundled.length).toBeGreaterThan(0);
    expect(bundled.map(nameAndVersion)).toEqual(
      packagesBundledIn(folder).map(nameAndVersion).sort(),
    );
    // Of these two no file is there as it was installed: they write the code between the modules.
    expect(bundler.map(({ name }) => name)).toEqual(['@vercel/ncc', 'webpack']);
    expect(readFileSync(entry, 'utf8')).toContain('/* webpack/runtime/');
  });

  it('are of packages that admit the Node that the action declares', () => {
    const node20 = execFileSync(runtime(20).path, ['--version'], { encoding: 'utf8' }).trim();
    const asking = packagesBundledIn(folder).filter(({ folder: home }) => {
      const { engines } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
      return !satisfies(node20, engines?.node ?? '*');
    });

    expect(asking.map(nameAndVersion)).toEqual([]);
  });

  it.each(sections)('are as $name $version brings them', ({ name, version, text }) => {
    if (name === 'webpack') return expect(text).toBe(read('scripts/webpack-licence.txt').trim());
    // The one that brings none, and the one of the same repository.
    const holder = name === 'proxy-agent-negotiate' ? 'https-proxy-agent' : name;
    const brought = installed
      .filter((each) => each.name === holder && (each.version === version || holder !== name))
      .flatMap(({ folder }) => licenceFiles(folder))
      .map((file) => readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim());

    expect(brought.length).toBeGreaterThan(0);
    for (const licence of brought) expect(text).toContain(licence);
    if (holder === name) expect(brought).toContain(text);
  });
});

describe('the licences of any bundle', () => {
  const projects: string[] = [];
  afterEach(() => {
    for (const project of projects.splice(0)) rmSync(project, { recursive: true });
  });

  /** A project whose entry takes a package in each of the ways there are. */
  async function project(files: Record<string, string> = {}): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'project-'));
    projects.push(folder);
    const all = {
      'package.json': '{"name":"project","version":"1.0.0","type":"module"}',
      'entry.js': `
        import { joined } from 'joined';
        import required from '@scope/required';
        import 'unused';
        import { readFileSync } from 'node:fs';
        console.log(joined(), required, readFileSync, await import('later'));`,
      ...esModule('joined', "import inner from 'inner'; export const joined = () => inner;"),
      ...esModule('joined/node_modules/inner', 'export default Math.random();'),
      ...esModule('inner', 'export default "another one, which nobody asks for";'),
      ...esModule('later', 'export default "loaded later";'),
      ...esModule('unused', 'export const unused = 1;'),
      'node_modules/@scope/required/package.json': manifest('@scope/required', {}),
      'node_modules/@scope/required/index.js': 'module.exports = "required";',
      'node_modules/@scope/required/LICENSE-MIT.txt': 'One of\r\ntwo.\r\n',
      'node_modules/@scope/required/NOTICE': 'And a notice.\n',
      ...files,
    };
    for (const [path, text] of Object.entries(all)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return folder;
  }

  const build = (cwd: string, node?: string) =>
    runScript('scripts/bundle.ts', ['entry.js', 'out'], { cwd, ...(node && { node }) });

  it('say whose code was joined, required, nested or put off, and not whose was left out', async () => {
    const folder = await project();

    expect(build(folder)).toMatchObject({ exitCode: 0 });
    const sections = sectionsOf(join(folder, 'out'));
    expect(sections.map(({ name }) => name)).toEqual([
      '@scope/required',
      '@vercel/ncc',
      'inner',
      'joined',
      'later',
      'webpack',
    ]);
    expect(sections[0]?.text).toBe('One of\ntwo.\n\nAnd a notice.');
    expect(sections[2]?.text).toBe('The licence of joined/node_modules/inner.');
  });

  it('are the same bytes in any folder and on either Node', async () => {
    const made = new Set<string>();
    for (const { path } of runtimes()) {
      const folder = await project();
      expect(build(folder, path)).toMatchObject({ exitCode: 0 });
      made.add(readFileSync(join(folder, 'out/licenses.txt'), 'utf8'));
    }

    expect(made.size).toBe(1);
  });

  it('fail the build when a package brings none', async () => {
    const folder = await project();
    rmSync(join(folder, 'node_modules/later/LICENSE'));
    const { exitCode, stderr } = build(folder);

    expect(exitCode).toBe(1);
    expect(stderr).toContain('later 1.0.0 is bundled and has no licence file (MIT)');
    expect(existsSync(join(folder, 'out/licenses.txt'))).toBe(false);
  });

  it('fail the build when a package names none', async () => {
    const folder = await project({
      'node_modules/later/package.json': manifest('later', { license: undefined }),
    });
    const { exitCode, stderr } = build(folder);

    expect(exitCode).toBe(1);
    expect(stderr).toContain('later 1.0.0 is bundled, and its package.json names no licence');
  });

  it('stand in for a relative only if it is one', async () => {
    const repository = 'https://github.com/octo/agents.git';
    const relatives = (repositoryOfBare: string) => ({
      'entry.js': "import a from 'https-proxy-agent'; import b from 'proxy-agent-negotiate'; a(b);",
      ...esModule('https-proxy-agent', 'export default () => Math.random();', {
        repository: { url: repository },
      }),
      ...esModule('proxy-agent-negotiate', 'export default Math.random();', {
        repository: repositoryOfBare,
      }),
    });
    const bare = 'node_modules/proxy-agent-negotiate/LICENSE';
    const related = await project(relatives(repository));
    rmSync(join(related, bare));
    const foreign = await project(relatives('https://github.com/octo/other.git'));
    rmSync(join(foreign, bare));

    expect(build(related)).toMatchObject({ exitCode: 0 });
    const { text } = sectionsOf(join(related, 'out')).find(
      ({ name }) => name === 'proxy-agent-negotiate',
    ) as Section;
    expect(text).toMatch(/^It brings no licence file\..*\n\nThe licence of https-proxy-agent\.$/);
    expect(build(foreign)).toMatchObject({ exitCode: 1 });
  });

  it('leave behind no chunk of an earlier build', async () => {
    const folder = await project({ 'out/999.index.js': '', 'out/other.js': '' });

    expect(build(folder)).toMatchObject({ exitCode: 0 });
    expect(readdirSync(join(folder, 'out'))).not.toContain('999.index.js');
    expect(readdirSync(join(folder, 'out'))).toContain('other.js');
  });

  it('fail the build when the bundler does', async () => {
    const folder = await project({ 'entry.js': "import 'nowhere-to-be-found-' + 1;" });
    const { exitCode, stderr } = build(folder);

    expect(exitCode).toBe(1);
    expect(stderr).toContain('ncc could not bundle entry.js');
  });
});

interface Section {
  name: string;
  version: string;
  text: string;
}

/** What licenses.txt of a folder says of each package. */
function sectionsOf(folder: string): Section[] {
  const text = readFileSync(join(folder, 'licenses.txt'), 'utf8');
  const [, ...pieces] = text.split(/\n={80}\n(\S+ \S+ \(.+\))\n={80}\n\n/);
  return Array.from({ length: pieces.length / 2 }, (_section, index) => {
    const [name = '', version = ''] = pieces[2 * index]?.split(' ') ?? [];
    return { name, version, text: pieces[2 * index + 1]?.trimEnd() ?? '' };
  });
}

const nameAndVersion = ({ name, version }: { name: string; version: string }) =>
  `${name} ${version}`;

/**
 * The installed packages whose code is in a folder, found by the code alone: ncc leaves statements as
 * they are, so of a bundled file nearly all long ones are there, of any other next to none.
 */
function packagesBundledIn(folder: string): InstalledPackage[] {
  const bundle = readdirSync(folder).filter((file) => file.endsWith('.js'));
  const known = new Set(bundle.flatMap((file) => statements(join(folder, file))));
  return installed.filter(({ folder }) =>
    scriptsIn(folder).some((file) => {
      const own = statements(file);
      return own.length > 0 && own.filter((each) => known.has(each)).length > 0.6 * own.length;
    }),
  );
}

function statements(file: string): string[] {
  const pieces = readFileSync(file, 'utf8')
    .split(/[\n;]/)
    .map((piece) => piece.trim());
  // Comments prove nothing, and webpack words imports and exports anew.
  const reworded = /^(\/\/|\*|\/\*|import |export |(const|var|let) .*require\()/;
  return pieces.filter((piece) => piece.length >= 30 && !reworded.test(piece));
}

function packagesIn(modules: string): InstalledPackage[] {
  if (!existsSync(modules)) return [];
  return readdirSync(modules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap((entry) => {
      const folder = join(modules, entry.name);
      if (entry.name.startsWith('@')) return packagesIn(folder);
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return [{ name, version, folder }, ...packagesIn(join(folder, 'node_modules'))];
    });
}

function scriptsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : scriptsIn(path);
    return /\.[cm]?js$/.test(entry.name) ? [path] : [];
  });
}

function licenceFiles(folder: string): string[] {
  const files = readdirSync(folder).filter((name) => /licen|copying|notice/i.test(name));
  return files.map((file) => join(folder, file));
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

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}
