import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

/** Programs are asked for what they know, and must not keep a person waiting. */
const patience = 10_000;

/** The variables that hold what is secret; Windows does not tell their case. */
const oauthClient = /^GOTO_CLIENT_(ID|SECRET)$/i;
const githubTokens = /^(GH|GITHUB)(_ENTERPRISE)?_TOKEN$/i;

/** What a program prints, trimmed; undefined when it is not there, fails or says nothing. */
export async function run(program: string, args: string[]): Promise<string | undefined> {
  try {
    // gh knows its own variables better than we do.
    const options = { env: environmentWithout(oauthClient), timeout: patience, windowsHide: true };
    const { stdout } = await promisify(execFile)(program, args, options);
    return stdout.trim() || undefined;
  } catch {
    // Why does not matter: what it would have said is asked for in another way.
    return undefined;
  }
}

/** Starts a program that goes on by itself and learns no secret. Gives whether it could be started. */
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
