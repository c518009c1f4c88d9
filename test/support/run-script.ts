import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type ProcessRun, runProcess } from './process';

const root = new URL('../../', import.meta.url);
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/**
 * Runs a script, named by its path in the repository or in full, as an npm script would.
 *
 * @param cwd the folder to run it in; the repository unless given
 */
export function runScript(
  script: string,
  args: string[],
  { cwd = fileURLToPath(root) }: { cwd?: string } = {},
): Promise<ProcessRun> {
  const file = fileURLToPath(new URL(script, root));
  const command = [process.execPath, '--import', tsx, file, ...args] as const;
  return runProcess([...command], { cwd, timeLimitMs: 120_000 });
}
