import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allOf, type BundleStats, licencesOf } from './licences';

// Bundles an entry into a folder, with the licences of all that the bundle holds:
//   tsx scripts/bundle.ts src/action/index.ts dist [options of ncc]

const [entry, folder, ...options] = process.argv.slice(2);
if (entry === undefined || folder === undefined) {
  throw new Error(
    'Say what to bundle and where to: tsx scripts/bundle.ts src/action/index.ts dist',
  );
}

const temporary = mkdtempSync(join(tmpdir(), 'bundle-'));
try {
  removeChunks(folder);
  const stats = join(temporary, 'stats.json');
  bundle([entry, '--out', folder, '--stats-out', stats, ...options]);
  const bundled: BundleStats = JSON.parse(readFileSync(stats, 'utf8'));
  onlyTheToolkitDoesWithoutUndici(bundled);
  writeFileSync(join(folder, 'licenses.txt'), licencesOf(bundled));
} finally {
  rmSync(temporary, { recursive: true });
}

/** ncc leaves behind those that the last build needed and this one does not. */
function removeChunks(folder: string): void {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const chunks = names.filter((name) => /^\d+\.index\.js$/.test(name));
  for (const chunk of chunks) rmSync(join(folder, chunk));
}

function bundle(args: string[]): void {
  const ncc = createRequire(import.meta.url).resolve('@vercel/ncc/dist/ncc/cli.js');
  const always = ['--target', 'es2022', '--transpile-only', '--no-cache'];
  const { error, status, signal } = spawnSync(
    process.execPath,
    [ncc, 'build', ...args, ...always],
    {
      stdio: 'inherit',
    },
  );
  if (error) throw error;
  if (signal) {
    // ncc keeps compiled code, and V8 may crash on that of another version of Node.
    throw new Error(`ncc was ended by ${signal}. If Node was updated lately, run npm ci.`);
  }
  if (status !== 0) throw new Error(`ncc could not bundle ${args[0]} (exit code ${status}).`);
}

/** A package that comes to need undici would get the one that refuses, and fail when it is used. */
function onlyTheToolkitDoesWithoutUndici({ modules }: BundleStats): void {
  const importers = allOf(modules)
    .filter(({ nameForCondition }) => nameForCondition?.endsWith('undici-stub.ts'))
    .flatMap(({ reasons = [] }) => reasons.map(({ moduleName }) => moduleName ?? ''));
  const others = importers.filter((name) => /node_modules(?!\/@actions\/)/.test(name));
  if (others.length > 0) {
    throw new Error(`undici is left out of the bundle, and ${others.join(', ')} imports it.`);
  }
}
