// Loaded into the process of the action by NODE_OPTIONS. The runner empties the summary of a step
// before the next one begins, so what the action wrote is copied as the process ends.
const { copyFileSync } = require('node:fs');

const { GITHUB_STEP_SUMMARY, KEEP_SUMMARY } = process.env;
process.on('exit', () => {
  copyFileSync(GITHUB_STEP_SUMMARY, KEEP_SUMMARY);
  // act does not wait for the output of a step that failed (host_environment.go): what it has not
  // read when the process ends, masks included, it takes for the output of the next step.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000);
});
