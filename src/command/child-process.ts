import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

/** How long a program may take to answer, in milliseconds. */
const timeoutMs = 10_000;

/** The variables that hold secrets; on Windows, names of variables ignore case. */
const oauthClient = /^GOTO_CLIENT_(ID|SECRET)$/i;
const githubTokens = /^(GH|GITHUB)(_ENTERPRISE)?_TOKEN$/i;

/** What a program prints, trimmed; undefined if it is missing, fails or prints nothing. */
export async function run(program: string, args: string[]): Promise<string | undefined> {
  try {
    // gh reads the GitHub tokens itself.
    const options = { env: environmentWithout(oauthClient), timeout: timeoutMs, windowsHide: true };
    const { stdout } = await promisify(execFile)(program, args, options);
    return stdout.trim() || undefined;
  } catch {
    // The reason does not matter: the value is then obtained in another way.
    return undefined;
  }
}

/** Starts a program that runs on by itself and gets no secret. Returns whether it was started. */
export function start(program: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const env = environmentWithout(oauthClient, githubTokens);
    const child = spawn(program, args, { env, stdio: 'ignore', detached: true });
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
    child.unref();
  });
}

function environmentWithout(...secret: RegExp[]): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env);
  return Object.fromEntries(entries.filter(([name]) => !secret.some((one) => one.test(name))));
}
