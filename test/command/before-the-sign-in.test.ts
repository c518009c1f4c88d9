import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it, vi } from 'vitest';
import { type AuthorizeWorld, inAuthorizeWorld, onRepository } from '../support/authorize-world';
import { signedIn } from '../support/callback';
import { expectNoSecret } from '../support/command-checks';
import {
  badCredentials,
  githubError,
  moved,
  notForIntegrations,
  notFound,
  quotaExhausted,
} from '../support/github-answers';
import { type CommandRun, runCommand } from '../support/run-command';
import { githubToken, nowhere } from '../support/some-inputs';

vi.setConfig({ maxConcurrency: 5 });

const hasIPv6 = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .some(({ address }) => address === '::1');

/** Checks that the run failed and nobody was bothered: no URL, no browser, nothing asked or stored. */
function expectStopped(run: CommandRun, { goto, github }: AuthorizeWorld, told: RegExp[]): void {
  expect(run.exitCode, run.stderr).toBe(1);
  for (const words of told) expect(run.stderr).toMatch(words);
  expect(run.stdout).toBe('');
  expect(run.calls.map(({ program }) => program)).not.toContain('xdg-open');
  expect(goto.requests).toEqual([]);
  expect(github.writes()).toEqual([]);
  expectNoSecret(run);
}

describe.concurrent('the GitHub token', () => {
  const fromGh = { gh: { stdout: `${githubToken}\n` } };
  const none = { GH_TOKEN: undefined };

  it.each<[string, Record<string, string | undefined>, object, RegExp]>([
    ['GH_TOKEN', { GH_TOKEN: githubToken, GITHUB_TOKEN: 'another' }, {}, /GH_TOKEN/],
    ['GITHUB_TOKEN', { ...none, GITHUB_TOKEN: githubToken }, {}, /GITHUB_TOKEN/],
    [
      'GITHUB_TOKEN, if GH_TOKEN is empty',
      { GH_TOKEN: '', GITHUB_TOKEN: githubToken },
      {},
      /GITHUB_TOKEN/,
    ],
    ['gh', none, fromGh, /GitHub token of gh\./],
  ])('is that of %s', (_from, env, programs, told) =>
    inAuthorizeWorld(async (world) => {
      const command = world.startAuthorize(onRepository, { env, programs: { ...programs } });
      await signedIn(await command.waitForUrl());
      const run = await command.result;
      expect(run.exitCode, run.stderr).toBe(0);
      expect(run.stderr).toMatch(told);
      for (const { headers } of world.github.requests) {
        expect(headers.authorization).toBe(`Bearer ${githubToken}`);
      }
      expectNoSecret(run);
    }),
  );

  it('is asked of gh for the host of --github-api-url, and of nobody when a variable has it', () =>
    inAuthorizeWorld(async (world) => {
      const asked = await world.runAuthorize(onRepository, { env: none, programs: { gh: {} } });
      expect(asked.calls.map(({ args }) => args.slice(0, 2))).toEqual([['auth', 'token']]);
      expect(asked.calls[0]?.args).toContain('127.0.0.1');
      const command = world.startAuthorize(onRepository, { programs: fromGh });
      await command.waitForUrl();
      expect(command.calls()).toEqual([]);
    }));

  it.each<[string, object]>([
    ['no gh', {}],
    ['a gh that is not signed in', { gh: { exitCode: 4, stdout: '' } }],
    ['a gh that fails halfway', { gh: { exitCode: 1, stdout: githubToken } }],
  ])('must be there: none with %s', (_what, programs) =>
    inAuthorizeWorld(async (world) => {
      const run = await world.runAuthorize(onRepository, { env: none, programs: { ...programs } });
      expectStopped(run, world, [/GH_TOKEN/, /gh auth login/]);
      expect(world.github.requests).toEqual([]);
    }),
  );

  it.each([
    ['is not accepted', badCredentials(), [/GH_TOKEN/, /401/, /error-code: github-token-rejected/]],
    [
      'may not manage secrets',
      notForIntegrations(),
      [/GH_TOKEN/, /403/, /Secrets/, /error-code: github-permission-missing/],
    ],
    [
      'does not see the place',
      notFound(),
      [/GH_TOKEN/, /404/, /octo\/webinars/, /error-code: github-permission-missing/],
    ],
    [
      'has no quota left',
      quotaExhausted({ resetAt: new Date(Date.now() + 3_600_000) }),
      [/quota/, /error-code: github-unavailable/],
    ],
    ['is led elsewhere', moved('https://example.com'), [/--repo/, /error-code: input-invalid/]],
    ['meets a page', { status: 200, body: '<p>Log in to the hotel</p>' }, [/--github-api-url/]],
  ])('stops the run when it %s', (_what, answer, told) =>
    inAuthorizeWorld(async (world) => {
      world.github.on({ path: /public-key/ }, answer, 'always');
      const run = await world.runAuthorize();
      expectStopped(run, world, told);
    }),
  );

  it('stops the run when GitHub cannot be reached', () =>
    inAuthorizeWorld(async (world) => {
      const run = await world.runAuthorize([...onRepository, '--github-api-url', nowhere]);
      expectStopped(run, world, [/ECONNREFUSED/, /error-code: github-unavailable/]);
    }));
});

describe.concurrent('the port', () => {
  it.each([
    ['127.0.0.1'],
    ...(hasIPv6 ? [['::1']] : []),
    ['0.0.0.0'],
    ...(hasIPv6 ? [['::']] : []),
  ])('must be free: taken at %s', (host) =>
    inAuthorizeWorld(async (world) => {
      const other = createServer().listen({ port: world.port, host, ipv6Only: host.includes(':') });
      await once(other, 'listening');
      try {
        const run = await world.runAuthorize(onRepository, { programs: { 'xdg-open': {} } });
        expectStopped(run, world, [/--port/, new RegExp(String(world.port))]);
        expect(world.github.requests).toEqual([]);
      } finally {
        other.close();
      }
    }),
  );

  it('is 8976 unless told otherwise', async () => {
    const other = createServer().listen({ port: 8976, host: '127.0.0.1' });
    // Somebody else's program there does as well.
    await Promise.race([once(other, 'listening'), once(other, 'error')]).catch(() => undefined);
    try {
      const { exitCode, stderr } = await runCommand({
        args: ['authorize', ...onRepository, '--github-api-url', nowhere],
        env: { GOTO_CLIENT_ID: 'a', GOTO_CLIENT_SECRET: 'b', GH_TOKEN: githubToken },
      });
      expect(exitCode).toBe(1);
      expect(stderr).toContain('8976');
      expect(stderr).toContain('--port');
    } finally {
      other.close();
    }
  });

  it('is free again at once', () =>
    inAuthorizeWorld(async (world) => {
      for (let time = 1; time <= 2; time += 1) {
        const command = world.startAuthorize();
        await signedIn(await command.waitForUrl());
        expect(await command.result).toMatchObject({ exitCode: 0 });
      }
    }));
});

describe.concurrent('the OAuth client', () => {
  it.each([
    ['the client ID', { GOTO_CLIENT_ID: undefined }, [/GOTO_CLIENT_ID/]],
    ['the client secret', { GOTO_CLIENT_SECRET: ' ' }, [/GOTO_CLIENT_SECRET/]],
    [
      'both',
      { GOTO_CLIENT_ID: '', GOTO_CLIENT_SECRET: undefined },
      [/GOTO_CLIENT_ID/, /GOTO_CLIENT_SECRET/],
    ],
  ])('must be there where nobody can be asked: without %s', (_what, env, told) =>
    inAuthorizeWorld(async (world) => {
      const run = await world.runAuthorize(onRepository, { env });
      expectStopped(run, world, told);
      expect(world.github.requests).toEqual([]);
    }),
  );

  it.each(['GOTO_CLIENT_ID', 'GOTO_CLIENT_SECRET', 'GH_TOKEN'])(
    'must be usable: with control characters in %s',
    (variable) =>
      inAuthorizeWorld(async (world) => {
        const run = await world.runAuthorize(onRepository, { env: { [variable]: 'two\nl1nes' } });
        expectStopped(run, world, [new RegExp(variable)]);
        expect(run.stderr).not.toContain('l1nes');
      }),
  );
});

describe.concurrent('the address to sign in at', () => {
  it('is alone on its line, and holds what GoTo asks for', () =>
    inAuthorizeWorld(async (world) => {
      const command = world.startAuthorize();
      const url = await command.waitForUrl();
      expect(url.origin + url.pathname).toBe(`${world.goto.origin}/oauth/authorize`);
      expect(Object.fromEntries(url.searchParams)).toEqual({
        response_type: 'code',
        client_id: 'client-1',
        redirect_uri: `http://localhost:${world.port}/callback`,
        state: expect.any(String),
      });
      expect([...url.searchParams]).toHaveLength(4);
      await command.waitFor(`http://localhost:${world.port}/callback must be registered`);
      await signedIn(url);
      const { stdout, stderr } = await command.result;
      expect(stdout.split('\n')[0]).toBe(String(url));
      expect(stderr).not.toContain(url.searchParams.get('state'));
    }));

  it('keeps the query that --authorize-url has', () =>
    inAuthorizeWorld(async (world) => {
      const url = await world
        .startAuthorize([
          ...onRepository,
          ...['--authorize-url', `${world.goto.origin}/oauth/authorize?prompt=login&scope=theirs`],
          ...['--scope', 'collab: identity:scim.me'],
        ])
        .waitForUrl();
      expect(Object.fromEntries(url.searchParams)).toMatchObject({
        prompt: 'login',
        scope: 'collab: identity:scim.me',
        redirect_uri: `http://localhost:${world.port}/callback`,
      });
      expect(url.searchParams.getAll('scope')).toHaveLength(1);
    }));

  it('comes after GitHub was asked for the key and the three secrets', () =>
    inAuthorizeWorld(async (world) => {
      await world.startAuthorize().waitForUrl();
      expect(world.github.requests.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
        ['GOTO_CLIENT_ID', 'GOTO_CLIENT_SECRET', 'GOTO_REFRESH_TOKEN', 'public-key'].map(
          (name) => `GET /repos/octo/webinars/actions/secrets/${name}`,
        ),
      );
    }));

  it('is not printed when the repository to share with is not there', () =>
    inAuthorizeWorld(async (world) => {
      world.github.addOrganization('octo');
      const run = await world.runAuthorize([
        ...['--org', 'octo', '--visibility', 'selected', '--repo', 'octo/misspelt'],
      ]);
      expectStopped(run, world, [/octo\/misspelt/, /404/, /--repo/]);
    }));

  it('is not printed when the metadata cannot be read', () =>
    inAuthorizeWorld(async (world) => {
      world.github.on({ path: /GOTO_CLIENT_ID/ }, githubError(403, 'No'), 'always');
      const run = await world.runAuthorize();
      expectStopped(run, world, [/403/]);
    }));
});
