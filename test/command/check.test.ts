import { expect, it } from 'vitest';
import { builtOn, commandSource, describeEach } from '../support/command';
import {
  type AuthorizeWorld,
  type Conversation,
  describeConversations,
  inAuthorizeWorld,
  onRepository,
} from '../support/conversation';
import {
  badCredentials,
  notForPersonalTokens,
  notFound,
  unicorn,
} from '../support/github-stand-in';
import { githubToken } from '../support/some-inputs';
import type { Answer } from '../support/stand-in-server';

/** Nobody is to be asked for the client. */
const env = { GOTO_CLIENT_ID: undefined, GOTO_CLIENT_SECRET: undefined };

const [GOTO_CLIENT_ID, GOTO_CLIENT_SECRET, SECRETS_WRITER_TOKEN] = ['one', 'two', 'three'];
const withoutRefreshToken = { GOTO_CLIENT_ID, GOTO_CLIENT_SECRET, SECRETS_WRITER_TOKEN };
const secrets = { ...withoutRefreshToken, GOTO_REFRESH_TOKEN: 'four' };
const aMonthAgo = new Date(Date.now() - 31 * 24 * 3600 * 1000).toISOString();

const checkOf = (
  args: string[],
  prepare: Conversation['prepare'] = () => undefined,
): Conversation => ({
  args: ['--check', ...args],
  options: { env },
  prepare: (world) => {
    const { github } = world;
    github.addRepository('octo/kept', { secrets });
    github.addEnvironment('octo/kept', 'prod uction', { secrets });
    github.addOrganization('octo', { secrets });
    prepare(world);
  },
});

const onKept = ['--repo', 'octo/kept'];
const onOther = ['--repo', 'octo/other'];
const largest = ['--port', '65535', '--timeout', '86400'];
const smallest = ['--port', '1', '--timeout', '1'];

const expiring: Conversation['prepare'] = ({ github }) => {
  github.headers['github-authentication-token-expiration'] = '2099-12-13 00:00:00 UTC';
};
const failing =
  (path: RegExp, answer: Answer): Conversation['prepare'] =>
  ({ github }) =>
    github.on({ method: 'GET', path }, answer, 'always');
const holding =
  (held: Record<string, string | { value: string; updatedAt: string }>): Conversation['prepare'] =>
  ({ github }) => {
    github.addRepository('octo/other', { secrets: held });
    github.addEnvironment('octo/other', 'production', { secrets: held });
  };

const lastRun =
  (conclusion: unknown, more: object = {}) =>
  ({ github }: AuthorizeWorld) => {
    const run = { id: 4711, conclusion, updated_at: '2001-02-03T04:05:06Z', ...more };
    const body = { total_count: 1, workflow_runs: [run] };
    github.on({ path: /goto-keep-alive\.yml\/runs\?/ }, { status: 200, body });
  };

describeConversations('--check', {
  'of a repository': checkOf(onKept, expiring),
  'of an environment': checkOf([...onKept, '--env', 'prod uction', ...largest]),
  'of an organization': checkOf(['--org', 'octo', ...smallest]),
  'after a failed run': checkOf([...onKept, '--env', 'prod uction'], lastRun('failure')),
  'after a run that succeeded': checkOf(onKept, lastRun('success')),
  'with a token that may not read the runs': checkOf(onKept, ({ github }) =>
    github.on({ path: /\/runs\?/ }, notForPersonalTokens()),
  ),
  'of another name': checkOf([...onOther, '--secret-name', 'GOTO_LOGIN'], ({ github }) => {
    github.addRepository('octo/other', { secrets: { ...withoutRefreshToken, GOTO_LOGIN: 'five' } });
  }),
  'of several repositories': checkOf([...onKept, ...onOther], holding(withoutRefreshToken)),
  'of a refresh token that is too old': checkOf(
    onOther,
    holding({ ...secrets, GOTO_REFRESH_TOKEN: { value: 'four', updatedAt: aMonthAgo } }),
  ),
  'with the token of gh': {
    ...checkOf(onKept),
    options: {
      env: { ...env, GH_ENTERPRISE_TOKEN: undefined },
      programs: { gh: { stdout: githubToken } },
    },
  },
  'without any secret': checkOf(onRepository),
  'without the client in an environment': checkOf(
    [...onOther, '--env', 'production'],
    holding({ GOTO_REFRESH_TOKEN: 'four', SECRETS_WRITER_TOKEN }),
  ),
  'without the token of the workflow': checkOf(
    onOther,
    holding({ GOTO_REFRESH_TOKEN: 'four', GOTO_CLIENT_ID, GOTO_CLIENT_SECRET }),
  ),
  'with a token that is not accepted': checkOf(onKept, failing(/./, badCredentials())),
  'with a token without the permission': checkOf(onKept, failing(/./, notForPersonalTokens())),
  'of a place that the token cannot see': checkOf(onKept, failing(/./, notFound())),
  'of a GitHub that is overloaded': checkOf(onKept, failing(/./, unicorn())),
  'without a GitHub token': {
    ...checkOf(onKept),
    options: { env: { ...env, GH_ENTERPRISE_TOKEN: undefined } },
  },
});

describeEach([commandSource], '--check', (driver) => {
  it.each<[unknown, object?]>([
    [null],
    ['cancelled'],
    ['failure\n::error::'],
    ['failure', { id: '1/../..' }],
    ['failure', { updated_at: 'soon' }],
  ])('says nothing of a run that ended with %j %j', (conclusion, more) =>
    inAuthorizeWorld(driver, async (world) => {
      world.github.addRepository('octo/kept', { secrets });
      lastRun(conclusion, more)(world);
      const { exitCode, stdout } = await world.runAuthorize(['--check', ...onKept], { env });
      expect({ exitCode, isTold: stdout.includes('last run') }).toEqual({
        exitCode: 0,
        isTold: false,
      });
    }),
  );
});

describeEach([builtOn(24)], '--check', (driver) => {
  it('needs no port', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize, runAuthorize, github, port }) => {
      github.addRepository('octo/kept', { secrets });
      await startAuthorize().waitForUrl();
      const args = ['--check', ...onKept, '--port', String(port)];
      expect(await runAuthorize(args, { env })).toMatchObject({ exitCode: 0 });
    }));
});
