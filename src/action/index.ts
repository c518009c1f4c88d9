import { run } from './run';

// A broken log must not end the process: the run reports it after the store.
process.stdout.on('error', () => undefined);
process.exitCode = 1;
run().then((exitCode) => {
  process.exitCode = exitCode;
  // A pending name lookup or an abandoned socket would keep the process alive. On Windows, pipes are
  // written in the background: wait for the last line.
  process.stdout.write('', () => process.exit());
});
