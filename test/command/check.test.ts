import { expect, it } from 'vitest';
import { converse } from '../support/conversation';
import { notForPersonalTokens } from '../support/github-stand-in';
import { captivePortal, type Fault } from '../support/stand-in-server';
import { withoutChance } from '../support/transcript';

/* What is checked, place by place. The whole of a report is in screens.test.ts. */

const lacking = { GOTO_CLIENT_ID: 'a', GOTO_CLIENT_SECRET: 'b', GOTO_REFRESH_TOKEN: 'c' };
const secrets = { ...lacking, SECRETS_WRITER_TOKEN: 'd' };
const updatedAt = new Date(Date.now() - 31 * 24 * 3600_000).toISOString();
const old = { ...secrets, GOTO_REFRESH_TOKEN: { value: 'c', updatedAt } };

const runs = /goto-keep-alive\.yml\/runs\?status=completed&per_page=1$/;
const lastRun = (conclusion: string, more: object = {}): [RegExp, Fault] => {
  const run = { id: 4711, conclusion, updated_at: '2001-02-03T04:05:06Z', ...more };
  return [runs, { status: 200, body: { workflow_runs: [run] } }];
};

const checks: [args: string, path?: RegExp, answer?: Fault][] = [
  ['--repo octo/kept --env goto --port 65535 --timeout 86400'],
  ['--org octo --port 1 --timeout 1'],
  ['--repo octo/kept --secret-name a_name'],
  ['--repo octo/old'],
  ['--repo octo/lacks'],
  ['--repo octo/lacks --env goto'],
  ['--repo octo/kept', /public-key/, notForPersonalTokens()],
  ['--repo octo/kept', /public-key/, captivePortal()],
  ['--repo octo/kept', runs, notForPersonalTokens()],
  ['--repo octo/kept --env goto', ...lastRun('failure')],
  ['--repo octo/kept', ...lastRun('success')],
  ['--repo octo/kept', ...lastRun('failure\n::error::')],
  ['--repo octo/kept', ...lastRun('failure', { id: '1/../..' })],
  ['--repo octo/kept', ...lastRun('failure', { updated_at: 'soon' })],
];

it('--check looks at what the action needs, and at the last run', async () => {
  const told: string[] = [];
  for (const [args, path, answer] of checks) {
    const conversed = await converse({
      args: ['--check', ...args.split(' ')],
      // Nobody is asked for the client.
      env: { GOTO_CLIENT_ID: undefined, GOTO_CLIENT_SECRET: undefined },
      prepare: ({ github }) => {
        github.addRepository('octo/kept', { secrets: { ...secrets, A_NAME: 'e' } });
        github.addRepository('octo/old', { secrets: old });
        github.addRepository('octo/lacks', { secrets: lacking });
        github.addEnvironment('octo/kept', 'goto', { secrets });
        github.addEnvironment('octo/lacks', 'goto', { secrets: lacking });
        github.addOrganization('octo', { secrets });
        if (path && answer) github.on({ path }, answer);
      },
    });
    const { run, github } = conversed;
    expect(github.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    const isMeant = (line: string) => /^[✓✗!] (?!(GOTO_CLIENT|SECRETS_W)\w+ was last)/.test(line);
    const lines = run.stdout.split('\n').filter(isMeant);
    told.push(withoutChance([`$ ${args} → ${run.exitCode}`, ...lines, ''].join('\n'), conversed));
  }
  await expect(told.join('\n')).toMatchFileSnapshot('transcripts/check.txt');
});
