import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, parse } from 'node:path';
import { parseArgs } from 'node:util';
import manifest from '../package.json';
import { allOf, type BundleStats, licensesOf } from './licenses';

// Bundles an entry into a folder, with the licenses of everything in the bundle, and files that start
// it, which are small:
//   tsx scripts/bundle.ts dist src/action/steps.ts src/action/index.ts src/action/post.ts
//
// ncc takes one entry at a time, so two bundles share nothing: hence a file that starts another one
// leaves it where it is. ncc writes the type of module that the package.json beside the entry names:
// CommonJS for the action, because Node starts it faster.

const { values, positionals } = parseArgs({
  options: { quiet: { type: 'boolean' } },
  allowPositionals: true,
});
const [folder, entry, ...starters] = positionals;
if (entry === undefined || folder === undefined) {
  throw new Error('Usage: tsx scripts/bundle.ts FOLDER ENTRY [STARTER...] [--quiet]');
}

/**
 * The packages for which src/bundle-stubs.ts was made. Another one may need what it replaces. ncc
 * itself fails when one of these imports a name that is not there.
 */
const importersOfStubs =
  /node_modules\/(@actions\/(core|github|http-client)|@octokit\/core|https-proxy-agent|agent-base)\//;

const temporary = mkdtempSync(join(tmpdir(), 'bundle-'));
try {
  removeChunks(folder);
  const stats = join(temporary, 'stats.json');
  bundle(entry, folder, ['--stats-out', stats]);
  renameSync(join(folder, 'index.js'), fileOf(entry));
  for (const starter of starters) {
    bundle(starter, temporary, ['--external', `./${parse(entry).name}`]);
    copyFileSync(join(temporary, 'index.js'), fileOf(starter));
  }
  const bundled: BundleStats = JSON.parse(readFileSync(stats, 'utf8'));
  checkImportersOfStubs(bundled);
  writeFileSync(join(folder, 'licenses.txt'), licensesOf(bundled));
  const moduleType = join(dirname(entry), 'package.json');
  if (existsSync(moduleType)) copyFileSync(moduleType, join(folder, 'package.json'));
  if (manifest.bin['goto-access-token'] === `${folder}/index.js`) makePackage(folder);
} finally {
  rmSync(temporary, { recursive: true });
}

function fileOf(entryFile: string): string {
  return join(folder as string, `${parse(entryFile).name}.js`);
}

/** ncc does not remove the chunks of an earlier build. */
function removeChunks(folder: string): void {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const chunks = names.filter((name) => /^\d+\.index\.js$/.test(name));
  for (const chunk of chunks) rmSync(join(folder, chunk));
}

/** ncc calls the file `index.js`, whatever the entry is called. */
function bundle(file: string, out: string, options: string[]): void {
  const ncc = createRequire(import.meta.url).resolve('@vercel/ncc/dist/ncc/cli.js');
  const always = ['--target', 'es2022', '--transpile-only', '--no-cache'];
  const quiet = values.quiet ? ['--quiet'] : [];
  const args = [ncc, 'build', file, '--out', out, ...options, ...always, ...quiet];
  // If Node itself crashes here, run `npm ci`: ncc keeps code that another version of Node compiled.
  execFileSync(process.execPath, args, { stdio: 'inherit' });
}

function checkImportersOfStubs({ modules }: BundleStats): void {
  const importers = allOf(modules)
    .filter(({ nameForCondition }) => basename(nameForCondition ?? '') === 'bundle-stubs.ts')
    .flatMap(({ reasons = [] }) => reasons.map(({ moduleName }) => moduleName ?? ''));
  if (importers.length === 0) throw new Error('Nothing in the bundle imports src/bundle-stubs.ts.');
  const others = importers.filter(
    (name) => name.includes('node_modules') && !importersOfStubs.test(name),
  );
  if (others.length > 0) {
    throw new Error(`src/bundle-stubs.ts is not made for ${others.join(', ')}, which imports it.`);
  }
}

/** Makes a folder that `npm pack` can pack. Its dependencies are in the bundle, so it has none. */
function makePackage(folder: string): void {
  const { scripts, dependencies, devDependencies, overrides, ...own } = manifest;
  const packed = { ...own, bin: { [manifest.name]: 'index.js' } };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packed, null, 2)}\n`);
  for (const file of ['README.md', 'LICENSE']) {
    copyFileSync(new URL(`../${file}`, import.meta.url), join(folder, file));
  }
}
