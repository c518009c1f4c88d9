#!/usr/bin/env node
import { main } from './main';

process.exitCode = 1;
main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
  // A connection that was given up, or a browser that was started, would hold the process open.
  process.stdout.write('', () => process.exit());
});
