import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

/** Programs are asked for what they know, and must not keep a person waiting. */
const patience = 10_000;

/** The variables that hold what is secret, for this command or for gh. */
const secretVariables = /^(GOTO_CLIENT_ID|GOTO_CLIENT_SECRET|(GH|GITHUB)(_ENTERPRISE)?_TOKEN)$/;

/** What a program prints, trimmed; undefined when it is not there, fails or says nothing. */
export async function run(program: string, args: string[]): Promise<string | undefined> {
  try {
    const options = { env: environment(), timeout: patience, windowsHide: true };
    const { stdout } = await promisify(execFile)(program, args, options);
    return stdout.trim() || undefined;
  } catch {
    // Why does not matter: what it would have said is asked for in another way.
    return undefined;
  }
}

/** Starts a program that goes on by itself. Gives whether it could be started. */
export function start(program: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: environment(), stdio: 'ignore', detached: true });
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
    child.unref();
  });
}

/** Our own environment, without what is secret. */
function environment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env);
  return Object.fromEntries(entries.filter(([name]) => !secretVariables.test(name)));
}
