const { spawnSync } = require('node:child_process');
const { appendFileSync } = require('node:fs');

const { env } = process;

async function checkAndStop() {
  const standIns = env['INPUT_STAND-INS'];
  const check = ['--import', 'tsx', 'test/e2e/check.ts', ...env.INPUT_CLAIM.split(' ')];
  const options = { stdio: 'inherit', env: { ...env, STAND_INS: standIns } };
  const { status } = spawnSync(process.execPath, check, options);
  const answer = await fetch(standIns, { method: 'DELETE' });
  if (status !== 0 || !answer.ok) throw new Error(`Not as it should be. ${await answer.text()}`);
}

if (env.STATE_isPost) checkAndStop();
else appendFileSync(env.GITHUB_STATE, 'isPost=true\n');
