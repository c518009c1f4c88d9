import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

/** Where `npm run install:zizmor` puts it. */
const ownPrograms = fileURLToPath(new URL('../../.venv/bin', import.meta.url));

/** The path of a program; undefined if this machine does not have it. */
export function whereIs(program: string): string | undefined {
  const folders = [ownPrograms, ...(process.env.PATH ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** A suite that needs programs, by name, or by name and whether it is there. Where one is missing it is skipped and says so; in CI it fails. */
export function describeWith(
  needs: (string | [name: string, isThere: boolean])[],
  title: string,
  suite: () => void,
): void {
  const missing = needs
    .map((need) => (typeof need === 'string' ? ([need, whereIs(need)] as const) : need))
    .flatMap(([name, isThere]) => (isThere ? [] : [name]));
  if (missing.length === 0) return void describe(title, suite);
  const reason = `${title}: skipped, because this machine has no ${missing.join(' and no ')}`;
  if (!process.env.CI) console.warn(reason);
  it.skipIf(!process.env.CI)(reason, () => {
    throw new Error(reason);
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
