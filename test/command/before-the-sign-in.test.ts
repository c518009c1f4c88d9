import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { findGitHubToken } from '../../src/command/credentials';
import { Redactor } from '../../src/redactor';
import { builtOn, commandDrivers, describeEach } from '../support/command';
import {
  type AuthorizeWorld,
  type Conversation,
  describeConversations,
  expectNoSecret,
  inAuthorizeWorld,
  onRepository,
  signedIn,
} from '../support/conversation';
import {
  badCredentials,
  githubError,
  moved,
  notForIntegrations,
  notFound,
} from '../support/github-stand-in';
import { githubToken, nowhere } from '../support/some-inputs';
import type { Answer } from '../support/stand-in-server';

const hasIPv6 = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .some(({ address }) => address === '::1');

const none = { GH_ENTERPRISE_TOKEN: undefined };
const fromGh = { gh: { stdout: `${githubToken}\n` } };

describeEach(commandDrivers, 'the GitHub token', (driver) => {
  const others = { GITHUB_ENTERPRISE_TOKEN: 'a', GH_TOKEN: 'b', GITHUB_TOKEN: 'c' };
  it.each([
    ['GH_ENTERPRISE_TOKEN', others],
    ['GITHUB_ENTERPRISE_TOKEN', { ...none, GITHUB_ENTERPRISE_TOKEN: githubToken }],
    ['gh auth token', { ...none, GITHUB_ENTERPRISE_TOKEN: ' ', GH_TOKEN: 'b' }],
  ])('is that of %s', (source, env) =>
    inAuthorizeWorld(driver, async ({ startAuthorize, github }) => {
      const command = startAuthorize(onRepository, { env, programs: fromGh });
      await command.waitForUrl();
      await command.waitFor(`Using the GitHub token from ${source}.`);
      expect(command.calls().map(({ args }) => args.join(' '))).toEqual(
        source === 'gh auth token' ? ['auth token --hostname 127.0.0.1'] : [],
      );
      for (const { headers } of github.requests) {
        expect(headers.authorization).toBe(`Bearer ${githubToken}`);
      }
    }),
  );
});

it('the token of github.com is asked for by that name: the default host of gh may be another', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gh-'));
  try {
    writeFileSync(join(folder, 'gh'), '#!/bin/sh\necho "$*" | tr " " "_"\n', { mode: 0o755 });
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
    for (const name of ['GH_TOKEN', 'GITHUB_TOKEN']) vi.stubEnv(name, '');
    const masks: string[] = [];
    const { token } = await findGitHubToken(undefined, new Redactor((mask) => masks.push(mask)));
    expect(token).toBe('auth_token_--hostname_github.com');
    expect(masks).toEqual([token]);
  } finally {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  }
});

const withoutToken = (
  programs: Record<string, { exitCode: number; stdout: string }>,
): Conversation => ({
  options: { env: none, programs },
});
const withEnv = (env: Record<string, string | undefined>): Conversation => ({ options: { env } });
const withKey = (answer: Answer): Conversation => ({
  prepare: ({ github }) => github.on({ path: /public-key/ }, answer, 'always'),
});

describeConversations('nobody is sent to GoTo', {
  'without gh': withoutToken({}),
  'when gh is not signed in': withoutToken({ gh: { exitCode: 4, stdout: '' } }),
  'when gh fails halfway': withoutToken({ gh: { exitCode: 1, stdout: githubToken } }),
  'when gh says something else': withoutToken({ gh: { exitCode: 0, stdout: 'two words' } }),
  'without the client secret': withEnv({ GOTO_CLIENT_SECRET: ' ' }),
  'without the client': withEnv({ GOTO_CLIENT_ID: '', GOTO_CLIENT_SECRET: undefined }),
  'when GOTO_CLIENT_ID has two lines': withEnv({ GOTO_CLIENT_ID: 'two\nl1nes' }),
  'when GITHUB_ENTERPRISE_TOKEN has two words': withEnv({
    GH_ENTERPRISE_TOKEN: '',
    GITHUB_ENTERPRISE_TOKEN: 'two words',
  }),
  'when the only tokens are for github.com': withEnv({
    ...none,
    GH_TOKEN: githubToken,
    GITHUB_TOKEN: githubToken,
  }),
  'when the token does not see the place': withKey(notFound()),
  'when the token of gh may not manage secrets': {
    ...withKey(notForIntegrations()),
    options: { env: none, programs: fromGh },
  },
  'when the token of gh is not accepted': {
    ...withKey(badCredentials()),
    options: { env: none, programs: fromGh },
  },
  'when the token of gh may not manage those of an organization': {
    ...withKey(githubError(403, 'You must have the admin:org scope.')),
    args: ['--org', 'octo'],
    options: { env: none, programs: fromGh },
  },
  'when there is no such environment': {
    ...withKey(notFound()),
    args: [...onRepository, '--env', 'production'],
    options: { env: none, programs: fromGh },
  },
  'when the remote origin has moved': {
    ...withKey(moved('https://example.com')),
    args: [],
    options: { origin: 'https://github.com/octo/webinars' },
  },
  'when one of two repositories cannot be seen': { args: [...onRepository, '--repo', 'octo/gone'] },
  'when a login page answers instead of GitHub': withKey({
    status: 200,
    body: '<p>Log in to the hotel</p>',
  }),
  'when GitHub cannot be reached': { args: [...onRepository, '--github-api-url', nowhere] },
  'when a secret cannot be read': {
    // The last to be answered, so that the others have been.
    prepare: ({ github }) =>
      github.on({ path: /GOTO_CLIENT_ID/ }, async () => {
        await github.waitForRequest({ path: /GOTO_CLIENT_SECRET/ });
        await github.waitForRequest({ path: /GOTO_REFRESH_TOKEN/ });
        return githubError(403, 'No');
      }),
  },
  'when the repository to share with is not there': {
    args: ['--org', 'octo', '--visibility', 'selected', '--repo', 'octo/misspelt'],
    prepare: ({ github }) => github.addOrganization('octo'),
  },
});

describeEach(commandDrivers, 'the port', (driver) => {
  const expectTaken = async ({ runAuthorize, github }: AuthorizeWorld, port: number) => {
    const run = await runAuthorize([...onRepository, '--port', String(port)]);
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toMatch(new RegExp(`Port ${port} .*--port`, 's'));
    expect(github.requests).toEqual([]);
    expectNoSecret(run);
  };

  it.each([['127.0.0.1'], ['0.0.0.0'], ...(hasIPv6 ? [['::1'], ['::']] : [])])(
    'must be free: taken at %s',
    (host) =>
      inAuthorizeWorld(driver, async (world) => {
        const other = createServer().listen({
          port: world.port,
          host,
          ipv6Only: host.includes(':'),
        });
        await once(other, 'listening');
        try {
          await expectTaken(world, world.port);
        } finally {
          other.close();
        }
      }),
  );

  it('is free again at once', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize }) => {
      for (let time = 1; time <= 2; time += 1) {
        const command = startAuthorize();
        await signedIn(await command.waitForUrl());
        expect(await command.result).toMatchObject({ exitCode: 0 });
      }
    }));
});

describeEach([builtOn(24)], 'the port', (driver) => {
  it('is 8976 unless told otherwise', () =>
    inAuthorizeWorld(driver, async ({ github }) => {
      const other = createServer().listen({ port: 8976, host: '127.0.0.1' });
      // Somebody else's program there does as well.
      await Promise.race([once(other, 'listening'), once(other, 'error')]).catch(() => undefined);
      const command = driver.start({
        args: ['authorize', ...onRepository, '--github-api-url', github.url],
        env: { GOTO_CLIENT_ID: 'a', GOTO_CLIENT_SECRET: 'b', GH_ENTERPRISE_TOKEN: githubToken },
      });
      try {
        expect((await command.result).stderr).toContain('Port 8976 ');
      } finally {
        await command.dispose();
        other.close();
      }
    }));
});

describeEach(commandDrivers, 'the address to sign in at', (driver) => {
  it('is alone on its line, and holds what GoTo asks for', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize, goto, port }) => {
      const command = startAuthorize();
      const url = await command.waitForUrl();
      expect(url.origin + url.pathname).toBe(`${goto.origin}/oauth/authorize`);
      expect([...url.searchParams].sort()).toEqual([
        ['client_id', 'client-1'],
        ['code_challenge', expect.stringMatching(/^[\w-]{43}$/)],
        ['code_challenge_method', 'S256'],
        ['redirect_uri', `http://localhost:${port}/callback`],
        ['response_type', 'code'],
        ['state', expect.any(String)],
      ]);
      await signedIn(url);
      const { stdout, stderr } = await command.result;
      expect(stderr.split('\n')).toContain(String(url));
      expect(stdout).not.toContain(url.searchParams.get('state'));
    }));

  it('keeps the query of --authorize-url, but for the scope', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize, goto }) => {
      const url = await startAuthorize([
        ...onRepository,
        ...['--authorize-url', `${goto.origin}/oauth/authorize?prompt=login&scope=theirs`],
        ...['--scope', 'collab: identity:scim.me'],
      ]).waitForUrl();
      expect(url.searchParams.get('prompt')).toBe('login');
      expect(url.searchParams.getAll('scope')).toEqual(['collab: identity:scim.me']);
    }));
});
