import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

/** How long a program may take to answer, in milliseconds. */
const timeoutMs = 10_000;

/** Variables to withhold from child processes; on Windows, their names ignore case. */
const oauthClientVariables = /^GOTO_CLIENT_(ID|SECRET)$/i;
const githubTokenVariables = /^(GH|GITHUB)(_ENTERPRISE)?_TOKEN$/i;

/** What a program prints, trimmed; undefined if it is missing, fails or prints nothing. */
export async function run(program: string, args: string[]): Promise<string | undefined> {
  try {
    // gh reads the GitHub tokens itself.
    const options = {
      env: environmentWithout(oauthClientVariables),
      timeout: timeoutMs,
      windowsHide: true,
    };
    const { stdout } = await promisify(execFile)(located(program), args, options);
    return stdout.trim() || undefined;
  } catch {
    // The reason does not matter: the value is then obtained in another way.
    return undefined;
  }
}

/** Starts a program that runs on by itself and gets no secret. Returns whether it was started. */
export async function start(program: string, args: string[]): Promise<boolean> {
  const env = environmentWithout(oauthClientVariables, githubTokenVariables);
  try {
    const child = spawn(located(program), args, { env, stdio: 'ignore', detached: true });
    return await new Promise((resolve) => {
      child.once('spawn', () => resolve(true));
      child.once('error', () => resolve(false));
      child.unref();
    });
  } catch {
    return false;
  }
}

/** @throws when it is not found */
function located(program: string): string {
  if (process.platform !== 'win32') return program;
  const file = findOnWindows(program, { path: process.env.PATH ?? '', exists: existsSync });
  if (file === undefined) throw new Error(`${program} is not on the PATH`);
  return file;
}

/**
 * Where a program is on Windows. Node's own search (`search_path` in libuv) begins in the current
 * folder, where a repository may have put a program of the same name. Here only the folders of PATH
 * count, and of those only the absolute ones. Like Node's, the search knows .com and .exe.
 */
export function findOnWindows(
  program: string,
  { path, exists }: { path: string; exists: (file: string) => boolean },
): string | undefined {
  const folders = path.split(';').map((folder) => folder.replaceAll('"', ''));
  // \tools is a folder of the current drive, and C:tools one of the current folder there.
  const absolute = folders.filter((folder) => /^([a-z]:[\\/]|\\\\)/i.test(folder));
  return absolute
    .flatMap((folder) => ['.com', '.exe'].map((end) => `${folder}\\${program}${end}`))
    .find(exists);
}

function environmentWithout(...secret: RegExp[]): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env);
  return Object.fromEntries(entries.filter(([name]) => !secret.some((one) => one.test(name))));
}
