import { run } from './run';

// A log that nobody reads any more must not end the process: the run reports it after the store.
process.stdout.on('error', () => undefined);
process.exitCode = 1;
run().then((exitCode) => {
  process.exitCode = exitCode;
  // A name lookup or a socket that was given up would hold the process open. Pipes of Windows are
  // written in the background, hence the wait for the last line.
  process.stdout.write('', () => process.exit());
});
