import { describe, expect, it, vi } from 'vitest';
import { inAuthorizeWorld, onRepository } from '../support/authorize-world';
import { expectNoSecret } from '../support/command-checks';
import { badCredentials, notForPersonalTokens, notFound, unicorn } from '../support/github-answers';
import type { CommandRun } from '../support/run-command';
import { storedRefreshToken } from '../support/some-inputs';

vi.setConfig({ maxConcurrency: 5 });

/** Nobody is to be asked for the client, and no browser is there to open. */
const bare = { env: { GOTO_CLIENT_ID: undefined, GOTO_CLIENT_SECRET: undefined } };

describe.concurrent('--check', () => {
  const updatedAt = '2026-03-04T05:06:07Z';
  const secrets = { GOTO_REFRESH_TOKEN: { value: storedRefreshToken, updatedAt } };

  it.each([
    ['a repository', ['--repo', 'octo/kept'], 'octo/kept'],
    ['an environment', ['--repo', 'octo/kept', '--env', 'prod uction'], 'prod uction'],
    ['an organization', ['--org', 'octo'], 'octo'],
  ])('reports what the action would find in %s', (_where, args, told) =>
    inAuthorizeWorld(async ({ runAuthorize, goto, github }) => {
      github.addRepository('octo/kept', { secrets });
      github.addEnvironment('octo/kept', 'prod uction', { secrets });
      github.addOrganization('octo', { secrets });
      const expires = '2031-12-13 00:00:00 UTC';
      github.headers['github-authentication-token-expiration'] = expires;
      const run = await runAuthorize(['--check', ...args], bare);
      expect(run.exitCode, run.stderr).toBe(0);
      for (const words of [told, 'GOTO_REFRESH_TOKEN', updatedAt, /2031-12-13/, 'GH_TOKEN']) {
        expect(run.stdout).toMatch(words);
      }
      expect(run.stdout).not.toContain('\x1b');
      expect(run.calls).toEqual([]);
      expect(goto.requests).toEqual([]);
      expect(new Set(github.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
      expect(new Set(github.requests.map(({ path }) => path.split('/').at(-1)))).toEqual(
        new Set(['public-key', 'GOTO_REFRESH_TOKEN']),
      );
      expectNoSecret(run);
    }),
  );

  it('needs no port', () =>
    inAuthorizeWorld(async ({ startAuthorize, runAuthorize, github, port }) => {
      github.addRepository('octo/kept', { secrets });
      await startAuthorize().waitForUrl();
      const args = ['--check', '--repo', 'octo/kept', '--port', String(port)];
      expect(await runAuthorize(args, bare)).toMatchObject({ exitCode: 0 });
    }));

  it('looks for the name of --secret-name', () =>
    inAuthorizeWorld(async ({ runAuthorize, github }) => {
      github.addRepository('octo/kept', { secrets });
      const args = ['--check', '--repo', 'octo/kept', '--secret-name', 'GOTO_LOGIN'];
      const run = await runAuthorize(args, bare);
      expect(run.exitCode).toBe(1);
      expect(run.stdout + run.stderr).toContain('GOTO_LOGIN');
    }));

  it('says so when the token tells no expiry', () =>
    inAuthorizeWorld(async ({ runAuthorize, github }) => {
      github.addRepository('octo/kept', { secrets });
      const { exitCode, stdout } = await runAuthorize(['--check', '--repo', 'octo/kept'], bare);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('GitHub names no expiry');
      expect(stdout).not.toContain('expires at');
    }));

  it('tells how soon the token expires', () =>
    inAuthorizeWorld(async ({ runAuthorize, github }) => {
      github.addRepository('octo/kept', { secrets });
      const soon = new Date(Date.now() + 5 * 24 * 3_600_000 + 3_600_000).toISOString();
      github.headers['github-authentication-token-expiration'] =
        `${soon.slice(0, 19).replace('T', ' ')} UTC`;
      const { exitCode, stdout } = await runAuthorize(['--check', '--repo', 'octo/kept'], bare);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(soon.slice(0, 10));
    }));

  const failed = (run: CommandRun, told: (string | RegExp)[]) => {
    expect(run.exitCode).toBe(1);
    for (const words of told) expect(run.stdout + run.stderr).toMatch(words);
    expectNoSecret(run);
  };

  it.each([
    [
      'there is no such secret',
      notFound(),
      /GOTO_REFRESH_TOKEN$/,
      ['GOTO_REFRESH_TOKEN', '404', 'secret-not-found'],
    ],
    [
      'the token is not accepted',
      badCredentials(),
      /./,
      ['GH_TOKEN', '401', 'github-token-rejected'],
    ],
    [
      'the token may not',
      notForPersonalTokens(),
      /./,
      ['GH_TOKEN', '403', 'github-permission-missing'],
    ],
    [
      'the place is not to be seen',
      notFound(),
      /./,
      ['octo/kept', '404', 'github-permission-missing'],
    ],
    ['GitHub is out of breath', unicorn(), /./, ['502', 'github-unavailable']],
  ])('fails when %s', (_what, answer, path, told) =>
    inAuthorizeWorld(async ({ runAuthorize, github }) => {
      github.addRepository('octo/kept', { secrets });
      github.on({ method: 'GET', path }, answer, 'always');
      failed(await runAuthorize(['--check', '--repo', 'octo/kept'], bare), told);
    }),
  );

  it('fails without a GitHub token', () =>
    inAuthorizeWorld(async ({ runAuthorize, github }) => {
      const env = { ...bare.env, GH_TOKEN: undefined };
      failed(await runAuthorize(['--check', ...onRepository], { env }), ['GH_TOKEN']);
      expect(github.requests).toEqual([]);
    }));
});
