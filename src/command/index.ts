#!/usr/bin/env node
import { main } from './main';

// A stream that nobody reads any more must not end the process before the secrets are stored.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
process.exitCode = 1;
main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
  // A name lookup or a socket that was given up would hold the process open.
  process.stdout.write('', () => process.exit());
});
