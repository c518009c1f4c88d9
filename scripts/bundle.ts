import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { licencesOf } from './licences';

// Bundles an entry into a folder, with the licences of all that the bundle holds:
//   tsx scripts/bundle.ts src/index.ts dist [options of ncc]

const [entry, folder, ...options] = process.argv.slice(2);
if (entry === undefined || folder === undefined) {
  throw new Error('Say what to bundle and where to: tsx scripts/bundle.ts src/index.ts dist');
}

const temporary = mkdtempSync(join(tmpdir(), 'bundle-'));
try {
  removeChunks(folder);
  const stats = join(temporary, 'stats.json');
  bundle([entry, '--out', folder, '--stats-out', stats, ...options]);
  const licences = licencesOf(JSON.parse(readFileSync(stats, 'utf8')));
  writeFileSync(join(folder, 'licenses.txt'), licences);
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
  const { error, status } = spawnSync(process.execPath, [ncc, 'build', ...args, ...always], {
    stdio: 'inherit',
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`ncc could not bundle ${args[0]} (exit code ${status}).`);
}
