import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One Node binary which the action has to run on. */
export interface Runtime {
  name: 'Node 20' | 'Node 24';
  path: string;
  major: 20 | 24;
  /** The name, for titles of tests with `%s`. */
  toString: () => string;
}

/** The Node binaries that the runner may start the action with, oldest first. */
export function runtimes(): Runtime[] {
  return [runtime(20), runtime(24)];
}

/** One of them, for a test that does not need both. */
export function runtime(major: Runtime['major']): Runtime {
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = fileURLToPath(
    new URL(`../runtimes/node_modules/node${major}/bin/${binary}`, import.meta.url),
  );
  if (!existsSync(path)) {
    throw new Error(
      `The Node ${major} binary is missing (${path}). "npm run pretest" installs it; "npm test" does so by itself.`,
    );
  }
  const name: Runtime['name'] = `Node ${major}`;
  return { name, path, major, toString: () => name };
}
