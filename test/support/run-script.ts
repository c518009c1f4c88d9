import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = new URL('../../', import.meta.url);
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

export interface ScriptOptions {
  /** The Node binary; the one that runs this code unless given. */
  node?: string;
  /** The folder to run it in; the repository unless given. */
  cwd?: string;
}

export interface ScriptRun {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a script, named by its path in the repository or in full, as an npm script would. */
export function runScript(script: string, args: string[], options: ScriptOptions = {}): ScriptRun {
  const { node = process.execPath, cwd = fileURLToPath(root) } = options;
  const file = fileURLToPath(new URL(script, root));
  const { error, status, stdout, stderr } = spawnSync(node, ['--import', tsx, file, ...args], {
    cwd,
    encoding: 'utf8',
  });
  if (error) throw error;
  return { exitCode: status, stdout, stderr };
}
