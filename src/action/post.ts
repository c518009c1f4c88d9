import { signals } from '../process/phase';
import { hasSavedWrites } from './state';

// Runs at the end of every job, whatever became of the main step. Most have nothing to do.
if (hasSavedWrites(process.env)) {
  // Nothing is printed yet: a signal must not end the process while the rest is loaded.
  const early: NodeJS.Signals[] = [];
  for (const signal of signals) process.on(signal, () => early.push(signal));
  import('./steps').then(
    ({ startPost }) => startPost(early),
    (error) => {
      process.exitCode = 1;
      const what = `The post step could not start (${error?.code ?? error?.name}).`;
      const advice =
        'Paste the command that this action printed, if there is one: it still stands.';
      process.stdout.write(`::error::${what}%0AWhat to do: ${advice}%0Aerror-code: unexpected\n`);
    },
  );
}
