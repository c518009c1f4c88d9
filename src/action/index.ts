import { hasSavedWrites, isEndOfJob } from './state';

/** Main step and end of the job both start this file; each loads only what it needs. */
async function start(): Promise<number> {
  if (!isEndOfJob(process.env)) return (await import('./run')).run();
  return hasSavedWrites(process.env) ? (await import('./store-at-end')).storeAtEnd() : 0;
}

// A broken log must not end the process: the run reports it after the store.
process.stdout.on('error', () => undefined);
process.exitCode = 1;
start().then(
  (exitCode) => {
    process.exitCode = exitCode;
    // A pending name lookup or an abandoned socket would keep the process alive. What a full pipe does
    // not take at once is written in the background (on Windows, the write waits): wait for the last line.
    process.stdout.write('', () => process.exit());
  },
  (error) => {
    // The last catch: what comes here cannot be reported in a better way.
    const name = error instanceof Error ? error.name : 'an error';
    process.stdout.write(`::error::Unexpected error (${name}).\n`, () => process.exit());
  },
);
