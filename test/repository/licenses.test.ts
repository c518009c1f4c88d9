import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import lock from '../../package-lock.json';
import { compilerOptions } from '../../tsconfig.json';
import { builtCommand } from '../support/command';
import { committedBundle } from '../support/runner';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** ncc and webpack write the code between the modules, and are in no `dependencies`. */
const isBundler = ({ name }: Section) => ['@vercel/ncc', 'webpack'].includes(name);

/** Those that src/bundle-stubs.ts replaces, what only these need, and packages of types. */
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
    const webpack = readFileSync(join(root, 'scripts/webpack-license.txt'), 'utf8').trim();
    expect(all.find(({ name }) => name === 'webpack')?.text).toBe(webpack);
  });

  it.each(dependencies)('has the text that $name $version ships', ({ name, version, folder }) => {
    // This one ships no license file; https-proxy-agent is from the same repository.
    const own = name === 'proxy-agent-negotiate' ? join(folder, '../https-proxy-agent') : folder;
    const files = readdirSync(own).filter((file) => /licen|copying|notice/i.test(file));
    const text = all.find((each) => each.name === name && each.version === version)?.text;

    expect(files).not.toEqual([]);
    for (const file of files) {
      expect(text).toContain(readFileSync(join(own, file), 'utf8').replaceAll('\r\n', '\n').trim());
    }
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
