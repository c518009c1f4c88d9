import { execFileSync } from 'node:child_process';

/*
 * `npm run check:dist`, after a build: fails unless what was built is what is committed. New files
 * count too, whatever the settings of the one who runs it ignore; a git that fails is a failure.
 */

const settings = ['-c', 'core.excludesFile='];
const status = ['status', '--porcelain', '--untracked-files=all', 'dist', 'node24'];
const changes = execFileSync('git', [...settings, ...status], { encoding: 'utf8' });
if (changes !== '') {
  console.error(`${changes}This is not what is committed: look at it, and commit it.`);
  process.exitCode = 1;
}
