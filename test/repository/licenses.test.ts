import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import lock from '../../package-lock.json';
import { compilerOptions } from '../../tsconfig.json';
import { builtCommand } from '../support/command';
import { committedBundle } from '../support/runner';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Those that src/bundle-stubs.ts replaces, what only these need, and packages of types. */
const notBundled = [
  ...Object.keys(compilerOptions.paths),
  ...['@actions/io', 'ms', '@octokit/openapi-types', '@octokit/types'],
];

const locked: Record<string, { version?: string; dev?: boolean }> = lock.packages;

/** The production dependencies in the lock file, each with the folder it is installed in. */
const dependencies = Object.entries(locked)
  .filter(([folder, { dev }]) => folder !== '' && !dev)
  .map(([folder, { version }]) => {
    const name = folder.split('node_modules/').at(-1) ?? '';
    return { name, title: `${name} ${version}`, folder: join(root, folder) };
  })
  .filter(({ name }) => !notBundled.includes(name));

const ofAction = licensesIn(dirname(committedBundle));
const ofCommand = licensesIn(dirname(builtCommand));
const all = new Map([...ofAction, ...ofCommand]);

/** ncc and webpack write the code between the modules, and are in no `dependencies`. */
const isBundler = (title: string) => /^(@vercel\/ncc|webpack) /.test(title);

it('licenses.txt lists the dependencies, what they depend on, the bundler, and nothing else', () => {
  const others = [...all.keys()].filter((title) => !isBundler(title));

  expect(others.sort()).toEqual(dependencies.map(({ title }) => title).sort());
  for (const licenses of [ofAction, ofCommand])
    expect([...licenses.keys()].filter(isBundler)).toHaveLength(2);
});

it.each(dependencies)('licenses.txt has the text that $title ships', ({ name, title, folder }) => {
  // This one ships no license file; https-proxy-agent is from the same repository.
  const own = name === 'proxy-agent-negotiate' ? join(folder, '../https-proxy-agent') : folder;
  const files = readdirSync(own).filter((file) => /licen|copying|notice/i.test(file));

  expect(files).not.toEqual([]);
  for (const file of files) {
    const text = readFileSync(join(own, file), 'utf8').replaceAll('\r\n', '\n').trim();
    expect(all.get(title)).toContain(text);
  }
});

/** The texts of the licenses.txt in a folder, by the name and version of their package. */
function licensesIn(folder: string): Map<string, string> {
  const text = readFileSync(join(folder, 'licenses.txt'), 'utf8');
  const sections = text.matchAll(
    /\n={80}\n(\S+ \S+) \(.+\)\n={80}\n\n([\s\S]*?)(?=\n={80}|$(?![\s\S]))/g,
  );
  return new Map([...sections].map(([, title = '', license = '']) => [title, license]));
}
