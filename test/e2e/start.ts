import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setOutput, setSecret } from '@actions/core';

/*
 * A step that starts GoTo and GitHub in the background (stand-ins.ts, with the arguments of this
 * script), and says in its outputs where they are and what to tell them.
 */

// A file, because the runner waits until nobody holds the step's own output any more.
const logFile = join(process.env.RUNNER_TEMP ?? '', 'stand-ins.log');
const log = openSync(logFile, 'a');
const script = fileURLToPath(new URL('stand-ins.ts', import.meta.url));
const child = fork(script, process.argv.slice(2), {
  detached: true,
  stdio: ['ignore', log, log, 'ipc'],
});
const exit = once(child, 'exit').then(() => {
  throw new Error(`The stand-ins did not start.\n${readFileSync(logFile, 'utf8')}`);
});
const [outputs]: Record<string, string>[] = await Promise.race([once(child, 'message'), exit]);
child.disconnect();
child.unref();
for (const [name, value] of Object.entries(outputs ?? {})) {
  // What a workflow would have from its secrets, which the runner masks.
  if (/-secret$|-token$/.test(name)) setSecret(value);
  setOutput(name, value);
}
