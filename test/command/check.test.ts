import { expect, it } from 'vitest';
import { inAuthorizeWorld, onRepository } from '../support/authorize-world';
import { describeConversations, type Scenario } from '../support/conversation';
import type { Answer } from '../support/faults';
import { badCredentials, notForPersonalTokens, notFound, unicorn } from '../support/github-answers';
import { builtOn, describeEach } from '../support/run-command';
import { storedRefreshToken } from '../support/some-inputs';

/** Nobody is to be asked for the client. */
const env = { GOTO_CLIENT_ID: undefined, GOTO_CLIENT_SECRET: undefined };

const secrets = {
  GOTO_REFRESH_TOKEN: { value: storedRefreshToken, updatedAt: '2020-03-04T05:06:07Z' },
};

const checkOf = (args: string[], prepare: Scenario['prepare'] = () => undefined): Scenario => ({
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

/** @param expires as GitHub writes it */
const expiring =
  (expires: string): Scenario['prepare'] =>
  ({ github }) => {
    github.headers['github-authentication-token-expiration'] = expires;
  };
const failing =
  (path: RegExp, answer: Answer): Scenario['prepare'] =>
  ({ github }) =>
    github.on({ method: 'GET', path }, answer, 'always');

describeConversations('--check', {
  'of a repository': checkOf(onKept, expiring('2099-12-13 00:00:00 UTC')),
  'of an environment': checkOf([...onKept, '--env', 'prod uction']),
  'of an organization': checkOf(['--org', 'octo']),
  'of another name': checkOf([...onKept, '--secret-name', 'GOTO_LOGIN']),
  'at the largest numbers': checkOf([...onKept, '--port', '65535', '--timeout', '86400']),
  'at the smallest numbers': checkOf([...onKept, '--port', '1', '--timeout', '1']),
  'with a date that cannot be read': checkOf(onKept, expiring('some day')),
  'without the secret': checkOf(onRepository),
  'with a token that is not accepted': checkOf(onKept, failing(/./, badCredentials())),
  'with a token without the permission': checkOf(onKept, failing(/./, notForPersonalTokens())),
  'of a place that the token cannot see': checkOf(onKept, failing(/./, notFound())),
  'of a GitHub that is overloaded': checkOf(onKept, failing(/./, unicorn())),
  'without a GitHub token': {
    ...checkOf(onKept),
    options: { env: { ...env, GH_TOKEN: undefined } },
  },
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
