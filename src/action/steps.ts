/*
 * What index.ts and post.ts start. Each of the three is a file in dist/: the two starters share this
 * one, and a starter is what tells the main step from the post step.
 */

/** Starts the main step. */
export const startMain = () => start(async () => (await import('./run')).run());
/** @param early the signals that came before this was loaded */
export const startPost = (early: NodeJS.Signals[]) =>
  start(async () => (await import('./store-at-end')).storeAtEnd(early));

function start(step: () => Promise<0 | 1>): void {
  // A broken log must not end the process: the run reports it after the store.
  process.stdout.on('error', () => undefined);
  process.exitCode = 1;
  step().then(
    (exitCode) => {
      process.exitCode = exitCode;
      // A pending name lookup or an abandoned socket would keep the process alive. What a full pipe
      // does not take at once is written in the background (on Windows, the write waits): wait for the
      // last line.
      process.stdout.write('', () => process.exit());
    },
    (error) => {
      // The last catch: what comes here cannot be reported in a better way.
      const what = String(error?.code ?? error?.name);
      const first = what === 'EMFILE' ? 'Raise the limit of open files (ulimit -n). ' : '';
      const hint = `${first}Paste the command above, if there is one. Then start a new run.`;
      process.stdout.write(
        `::error::Unexpected error (${what}).%0AWhat to do: ${hint}%0Aerror-code: unexpected\n`,
        () => process.exit(),
      );
    },
  );
}
