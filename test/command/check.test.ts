import { expect, it } from 'vitest';
import { type AuthorizeWorld, type Conversation, converse } from '../support/conversation';
import { notForPersonalTokens } from '../support/github-stand-in';
import { captivePortal } from '../support/stand-in-server';

/* What is checked, place by place. The whole of a report is in screens.test.ts. */

const client = { GOTO_CLIENT_ID: 'one', GOTO_CLIENT_SECRET: 'two' };
const withoutWriter = { ...client, GOTO_REFRESH_TOKEN: 'four' };
const secrets = { ...withoutWriter, SECRETS_WRITER_TOKEN: 'three' };
const old = { value: 'four', updatedAt: new Date(Date.now() - 31 * 24 * 3600_000).toISOString() };
const inEnvironment = '--repo octo/kept --env production';
const ready = 'Verdict: ready. All four secrets are there.';

const check = (args: string, prepare?: Conversation['prepare']) =>
  converse({
    args: ['--check', ...args.split(' ')],
    // Nobody is asked for the client.
    env: { GOTO_CLIENT_ID: undefined, GOTO_CLIENT_SECRET: undefined },
    prepare: (world) => {
      world.github.addRepository('octo/kept', { secrets });
      world.github.addEnvironment('octo/kept', 'production', { secrets });
      world.github.addOrganization('octo', { secrets });
      prepare?.(world);
    },
  });

/** Another repository, or an environment of it, that holds these. */
const holding =
  (
    held: Parameters<AuthorizeWorld['github']['addRepository']>[1] & object,
  ): Conversation['prepare'] =>
  ({ github }) => {
    github.addRepository('octo/other', held);
    github.addEnvironment('octo/other', 'goto', held);
  };

const lastRun =
  (conclusion: unknown, more: object = {}): Conversation['prepare'] =>
  ({ github }) => {
    const run = { id: 4711, conclusion, updated_at: '2001-02-03T04:05:06Z', ...more };
    const body = { total_count: 1, workflow_runs: [run] };
    github.on({ path: /goto-keep-alive\.yml\/runs\?/ }, { status: 200, body });
  };

it.each<[args: string, exitCode: 0 | 1, said: string, Conversation['prepare']?]>([
  [`${inEnvironment} --port 65535 --timeout 86400`, 0, 'repository permission Environments'],
  ['--org octo --port 1 --timeout 1', 0, 'organization permission Secrets'],
  [
    '--repo octo/other --secret-name GOTO_LOGIN',
    0,
    'GOTO_LOGIN was last written',
    holding({ secrets: { ...secrets, GOTO_LOGIN: 'five' } }),
  ],
  [
    inEnvironment,
    0,
    '! The last run of goto-keep-alive.yml ended with failure at 2001-02-03T04:05:06Z.',
    lastRun('failure'),
  ],
  [
    '--repo octo/kept',
    0,
    ready,
    ({ github }) => github.on({ path: /runs/ }, notForPersonalTokens()),
  ],
  [
    '--repo octo/other',
    0,
    'the refresh token has probably expired. It was written 31 days ago',
    holding({ secrets: { ...secrets, GOTO_REFRESH_TOKEN: old } }),
  ],
  [
    '--repo octo/other',
    1,
    'SECRETS_WRITER_TOKEN. If your workflow takes what is missing from the organization, it',
    holding({ secrets: withoutWriter }),
  ],
  [
    '--repo octo/other --env goto',
    1,
    'from the repository or the organization, it is ready',
    holding({ secrets: withoutWriter }),
  ],
  [
    '--repo octo/kept',
    1,
    'Verdict: not ready. Solve this problem first',
    ({ github }) => github.on({ path: /key/ }, notForPersonalTokens()),
  ],
  [
    '--repo octo/kept',
    1,
    'Verdict: unknown, because GitHub',
    ({ github }) => github.on({ path: /key/ }, captivePortal()),
  ],
])('--check of %s ends with %i and says: %s', async (args, exitCode, said, prepare) => {
  const { run, github } = await check(args, prepare);
  expect(run.exitCode).toBe(exitCode);
  expect(run.stdout).toContain(said);
  expect(github.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});

it.each<[unknown, object?]>([
  ['success'],
  [null],
  ['cancelled'],
  ['failure\n::error::'],
  ['failure', { id: '1/../..' }],
  ['failure', { updated_at: 'soon' }],
])('--check says nothing of a run that ended with %j %j', async (conclusion, more) => {
  const { run } = await check('--repo octo/kept', lastRun(conclusion, more));
  expect(run.exitCode).toBe(0);
  expect(run.stdout).not.toContain('last run');
});
