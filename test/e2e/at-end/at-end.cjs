const { execFileSync } = require('node:child_process');
const { appendFileSync } = require('node:fs');

const { env } = process;

/** Runs a script of test/e2e as a step does. */
function run(script, ...args) {
  execFileSync(process.execPath, ['--import', 'tsx', `test/e2e/${script}`, ...args], {
    stdio: 'inherit',
    env: { ...env, STAND_INS: env['INPUT_STAND-INS'] },
  });
}

if (env.STATE_isPost) {
  try {
    run('check.ts', env.INPUT_CLAIM, env.INPUT_PLACE);
  } finally {
    run('stop.ts');
  }
} else {
  appendFileSync(env.GITHUB_STATE, 'isPost=true\n');
}
