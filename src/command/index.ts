#!/usr/bin/env node
import { main } from './main';

// A broken stream must not end the process before the secrets are stored.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
process.exitCode = 1;
main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
  // A pending name lookup or an abandoned socket would keep the process alive.
  process.stdout.write('', () => process.exit());
});
