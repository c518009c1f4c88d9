import { execSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dependencies } from '../runtimes/package.json';

/** A Node binary that the action has to run on. */
export interface Runtime {
  name: 'Node 20' | 'Node 24';
  path: string;
  major: 20 | 24;
  /** The name, for titles of tests with `%s`. */
  toString: () => string;
}

const folder = fileURLToPath(new URL('../runtimes/', import.meta.url));

/** The Node binaries that the runner may start the action with, oldest first. */
export function runtimes(): Runtime[] {
  return [runtime(20), runtime(24)];
}

/** One of them, for a test that does not need both. Installs it if it is missing. */
export function runtime(major: Runtime['major']): Runtime {
  const name: Runtime['name'] = `Node ${major}`;
  if (!isInstalled(major)) install();
  return { name, path: binary(major), major, toString: () => name };
}

/** Vitest calls this once, before test files that run in parallel could install them all at once. */
export function setup(): void {
  runtimes();
}

function binary(major: Runtime['major']): string {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(folder, 'node_modules', `node${major}`, 'bin', name);
}

function isInstalled(major: Runtime['major']): boolean {
  const manifest = join(folder, 'node_modules', `node${major}`, 'package.json');
  if (!existsSync(manifest) || !existsSync(binary(major))) return false;
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  return dependencies[`node${major}`] === `npm:node@${version}`;
}

function install(): void {
  // Their install script fetches the binary. `npm run` exports ignore-scripts, so that it holds here.
  execSync('npm ci --ignore-scripts=false --no-audit --no-fund --loglevel=error', {
    cwd: folder,
    stdio: 'inherit',
  });
}
