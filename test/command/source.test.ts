import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { version } from '../../package.json';
import { usage } from '../../src/command/usage';
import { type AuthorizeWorld, inAuthorizeWorld, onRepository } from '../support/authorize-world';
import { type CallbackRequest, callBack, signedIn, stateOf } from '../support/callback';
import { type InProcessRun, runCommandInProcess } from '../support/command-in-process';
import { FakePrograms } from '../support/fake-programs';
import type { Answer } from '../support/faults';
import { badCredentials, notForPersonalTokens } from '../support/github-answers';
import { codeAnswer, firstRefreshToken, oauthError, tokenAnswer } from '../support/goto-answers';
import { paste, recoveryCommands } from '../support/recovery-commands';
import { clientId, clientSecret } from '../support/some-inputs';
import { storedIn } from '../support/world';

// The files beside this one start the built command. Here the source is run as it is, over much of the
// same ground and some that they leave out, so that coverage sees it.

interface Visit {
  args?: string[];
  env?: Record<string, string>;
  keys?: Record<string, string>;
  onUrl?: (url: URL) => Promise<unknown>;
}

/** One run of `authorize` in a world; the person signs in unless something else is told. */
function authorize(
  { goto, github, port }: AuthorizeWorld,
  { args = onRepository, env = {}, keys, onUrl = signedIn }: Visit = {},
): Promise<InProcessRun> {
  return runCommandInProcess({
    args: [
      'authorize',
      ...['--port', String(port), '--github-api-url', github.url],
      ...['--authorize-url', `${goto.origin}/oauth/authorize`, '--token-url', goto.url],
      ...args,
    ],
    env: {
      GOTO_CLIENT_ID: clientId,
      GOTO_CLIENT_SECRET: clientSecret,
      GH_TOKEN: github.token,
      ...env,
    },
    ...(keys && { keys }),
    onUrl,
  });
}

const jobsOf = (run: InProcessRun) => parse(run.stdout.slice(run.stdout.indexOf('name: '))).jobs;

describe('a sign-in', () => {
  it('fills the three secrets of a repository, and prints the workflow', () =>
    inAuthorizeWorld(async (world) => {
      const run = await authorize(world);

      expect(run.exitCode, run.stderr).toBe(0);
      expect(storedIn(world.repository)).toBe(firstRefreshToken);
      expect(world.repository.secret('GOTO_CLIENT_ID').value).toBe(clientId);
      expect(world.repository.secret('GOTO_CLIENT_SECRET').value).toBe(clientSecret);
      expect(run.stderr).toContain('for organizer@example.com');
      expect(jobsOf(run)['keep-alive'].steps[0].with).not.toHaveProperty('environment');
    }));

  it('fills those of an environment under another name', () =>
    inAuthorizeWorld(async (world) => {
      const environment = world.github.addEnvironment('octo/webinars', 'goto live');
      const args = [...onRepository, '--env', 'goto live', '--secret-name', 'login'];
      const run = await authorize(world, { args: [...args, '--scope', 'collab:'] });

      expect(run.exitCode, run.stderr).toBe(0);
      expect(environment.secret('LOGIN').value).toBe(firstRefreshToken);
      expect(run.stderr).toContain("--repo octo/webinars --env 'goto live'");
      expect(jobsOf(run)['keep-alive']).toMatchObject({
        environment: 'goto live',
        steps: [{ with: { environment: 'goto live', 'secret-name': 'LOGIN' } }],
      });
    }));

  it('shares new secrets of an organization as it is told, and leaves others as they are', () =>
    inAuthorizeWorld(async (world) => {
      world.github.addRepository('octo/shared', { id: 4711 });
      const organization = world.github.addOrganization('octo', {
        secrets: { GOTO_CLIENT_ID: { value: 'old', visibility: 'all' } },
      });
      const args = ['--org', 'octo', '--visibility', 'selected', '--repo', 'octo/shared'];
      const run = await authorize(world, { args });

      expect(run.exitCode, run.stderr).toBe(0);
      expect(organization.secret('GOTO_CLIENT_ID')).toMatchObject({ visibility: 'all' });
      expect(organization.secret('GOTO_REFRESH_TOKEN')).toMatchObject({
        value: firstRefreshToken,
        visibility: 'selected',
        selectedRepositoryIds: [4711],
      });
      expect(run.stderr).toContain('--org octo');
    }));

  it('prints what stores a secret that could not be written', () =>
    inAuthorizeWorld(async (world) => {
      const write = { method: 'PUT', path: /GOTO_REFRESH_TOKEN$/ };
      world.github.on(write, notForPersonalTokens(), 1);
      const run = await authorize(world);
      const [recovery, ...more] = recoveryCommands(run.stdout);

      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain('Here, github-token is');
      expect(more).toEqual([]);
      if (recovery) expect(await paste(recovery, world.github)).toBe(201);
      expect(storedIn(world.repository)).toBe(firstRefreshToken);
    }));

  it.each<[string, Answer, RegExp]>([
    ['a code that is not taken', oauthError('invalid_grant'), /rejected the code .*invalid_grant/],
    [
      'a client that is not known',
      oauthError('invalid_client'),
      /client-id is that of GOTO_CLIENT_ID/,
    ],
    ['an answer without a refresh token', tokenAnswer(), /no usable refresh_token/],
    [
      'an answer without tokens',
      codeAnswer({ access_token: 1, refresh_token: '' }),
      /access_token/,
    ],
    ['another address', { status: 404 }, /token-url is --token-url/],
  ])('ends with nothing written at %s', (_what, answer, told) =>
    inAuthorizeWorld(
      async (world) => {
        const run = await authorize(world);

        expect(run.exitCode).toBe(1);
        expect(run.stderr).toMatch(told);
        expect(world.github.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
      },
      ({ goto }) => goto.always(answer),
    ),
  );

  it('says of a code that is refused after a lost answer that it may have been used up', () =>
    inAuthorizeWorld(
      async (world) => {
        const run = await authorize(world);

        expect(run.exitCode).toBe(1);
        expect(run.stderr).toMatch(/invalid_grant.*an answer that was lost/);
      },
      ({ goto }) => {
        goto.next('reset');
        goto.always(oauthError('invalid_grant'));
      },
    ));

  it('stores a refresh token that came without an access token', () =>
    inAuthorizeWorld(
      async (world) => {
        const run = await authorize(world);

        expect(run.exitCode, run.stderr).toBe(0);
        expect(storedIn(world.repository)).toBe(firstRefreshToken);
        expect(run.stderr).not.toContain('organizer@example.com');
      },
      ({ goto }) => goto.always(codeAnswer({ access_token: undefined })),
    ));

  it.each([
    ['access_denied', 'allow access'],
    ['invalid_scope', 'Check the OAuth client'],
  ])('ends when GoTo sends the browser back with %s', (error, told) =>
    inAuthorizeWorld(async (world) => {
      const onUrl = (url: URL) =>
        callBack(url, { query: { error, error_description: 'No.', state: stateOf(url) } });
      const run = await authorize(world, { onUrl });

      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain(`GoTo said: "${error}: No."`);
      expect(run.stderr).toContain(told);
    }),
  );

  it('is not moved by strangers, and is used once', () =>
    inAuthorizeWorld(async (world) => {
      const statuses: number[] = [];
      const onUrl = async (url: URL) => {
        const state = stateOf(url);
        const strangers: CallbackRequest[] = [
          { host: 'rebound.example.com', query: { state, code: 'c' } },
          { path: '/', query: { state, code: 'c' } },
          { method: 'POST', query: { state, code: 'c' } },
          { query: { state: 'guessed', code: 'c' } },
          { query: { code: 'c' } },
          { query: { state } },
        ];
        for (const stranger of strangers) statuses.push((await callBack(url, stranger)).status);
        const [first, second] = await Promise.all([signedIn(url), signedIn(url)]);
        statuses.push(first.status, second.status);
      };
      const run = await authorize(world, { onUrl });

      expect(run.exitCode, run.stderr).toBe(0);
      expect(statuses.slice(0, 6)).toEqual([421, 404, 405, 400, 400, 400]);
      expect(statuses.slice(6).sort()).toEqual([200, 400]);
      expect(world.goto.tokenRequests()).toHaveLength(1);
    }));

  it('asks at a terminal for what is missing, shows no secret, and opens the browser', () =>
    inAuthorizeWorld(async (world) => {
      const folder = mkdtempSync(join(tmpdir(), 'programs-'));
      const opener =
        { darwin: 'open', win32: 'rundll32' }[process.platform as string] ?? 'xdg-open';
      const programs = new FakePrograms(folder, {
        [opener]: {},
        gh: { stdout: `${world.github.token}\n` },
      });
      const env = { GOTO_CLIENT_ID: '', GOTO_CLIENT_SECRET: '', GH_TOKEN: '', PATH: programs.bin };
      const keys = { 'Client ID': `${clientId}\r`, 'Client secret': `${clientSecret}\r` };
      const run = await authorize(world, { env, keys });

      expect(run.exitCode, run.stderr).toBe(0);
      expect(run.stderr).toContain('\u001b[32m✓');
      expect(run.stderr).toContain('Using the GitHub token of gh');
      expect(run.stderr).not.toContain(clientSecret);
      expect(world.repository.secret('GOTO_CLIENT_SECRET').value).toBe(clientSecret);
      await vi.waitFor(() => expect(programs.calls()).toHaveLength(2));
      const [, opened] = programs.calls();
      expect(opened?.args.at(-1)).toBe(/^http.*$/m.exec(run.stdout)?.[0]);
      rmSync(folder, { recursive: true });
    }));

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('ends at a question with %s', (_name, key) =>
    inAuthorizeWorld(async (world) => {
      const run = await authorize(world, {
        env: { GOTO_CLIENT_ID: '', NO_COLOR: '1' },
        keys: { 'Client ID': key },
      });

      expect(run).toMatchObject({ exitCode: 1, stdout: '' });
      expect(run.stderr).toContain('✗ The question was not answered.');
      expect(run.stderr).not.toContain('\u001b[31m');
    }),
  );

  it('says that no browser could be started', () =>
    inAuthorizeWorld(async (world) => {
      const run = await authorize(world, { keys: {} });

      expect(run.exitCode, run.stderr).toBe(0);
      expect(run.stderr).toContain('open the address yourself');
    }));

  it('ends when nobody comes', () =>
    inAuthorizeWorld(async (world) => {
      const onUrl = async () => undefined;
      const run = await authorize(world, { args: [...onRepository, '--timeout', '1'], onUrl });

      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain('Nobody signed in within 1 s');
    }));
});

describe('before the sign-in', () => {
  it.each([
    ['GH_TOKEN', { GH_TOKEN: '' }],
    ['GH_TOKEN', { GH_TOKEN: 'two words' }],
    ['GOTO_CLIENT_SECRET', { GOTO_CLIENT_SECRET: 'two\tparts' }],
    ['GOTO_CLIENT_ID', { GOTO_CLIENT_ID: '' }],
    ['GOTO_CLIENT_SECRET', { GOTO_CLIENT_SECRET: ' ' }],
  ])('the command misses %s', (variable, env) =>
    inAuthorizeWorld(async (world) => {
      const run = await authorize(world, { env });

      expect(run).toMatchObject({ exitCode: 1, stdout: '' });
      expect(run.stderr).toContain(variable);
      expect(world.github.requests).toEqual([]);
    }),
  );

  it('the command finds that the port is taken', () =>
    inAuthorizeWorld(async (world) => {
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(world.port, '127.0.0.1', resolve));
      const run = await authorize(world);
      await new Promise((resolve) => other.close(resolve));

      expect(run).toMatchObject({ exitCode: 1, stdout: '' });
      expect(run.stderr).toContain('--port');
    }));

  it('the command finds that the repository to share with is not there', () =>
    inAuthorizeWorld(async (world) => {
      world.github.addOrganization('octo');
      const args = ['--org', 'octo', '--visibility', 'selected', '--repo', 'octo/none'];
      const run = await authorize(world, { args });

      expect(run).toMatchObject({ exitCode: 1, stdout: '' });
      expect(run.stderr).toContain('octo/none');
    }));
});

describe('--check', () => {
  const check = (world: AuthorizeWorld, ...args: string[]) =>
    authorize(world, { args: [...onRepository, '--check', ...args], env: { GOTO_CLIENT_ID: '' } });

  it('tells what the action would find', () =>
    inAuthorizeWorld(async (world) => {
      const secrets = { GOTO_REFRESH_TOKEN: firstRefreshToken };
      world.github.addRepository('octo/login', { secrets });
      world.github.headers['github-authentication-token-expiration'] = '2030-01-02 00:00:00 UTC';
      const run = await check(world, '--repo', 'octo/login');

      expect(run.exitCode, run.stderr).toBe(0);
      expect(run.stdout).toContain('expires at 2030-01-02T00:00:00Z');
      expect(run.stdout).toMatch(/Secret: GOTO_REFRESH_TOKEN, last written at \d/);
    }));

  it('fails where the secret is missing, and says how to store it', () =>
    inAuthorizeWorld(async (world) => {
      const run = await check(world);

      expect(run.exitCode).toBe(1);
      expect(run.stdout).toContain('GitHub token: accepted');
      expect(run.stderr).toContain('without --check');
    }));

  it('fails where the token is not accepted', () =>
    inAuthorizeWorld(async (world) => {
      world.github.on({ method: 'GET' }, badCredentials(), 'always');
      const run = await check(world);

      expect(run).toMatchObject({ exitCode: 1, stdout: '' });
      expect(run.stderr).toContain('error-code: github-token-rejected');
    }));
});

describe('the arguments', () => {
  it.each([
    ['--help', `${usage}\n`],
    ['--version', `${version}\n`],
  ])('%s prints it', async (option, printed) => {
    const run = await runCommandInProcess({ args: [option] });

    expect(run).toEqual({ exitCode: 0, stdout: printed, stderr: '' });
  });

  it.each([
    [[], 'authorize'],
    [['authorise'], 'authorize'],
    [['authorize', 'authorize'], 'authorize'],
    [['authorize', '--client-secret=very-secret'], '--client-secret'],
    [['authorize'], '--repo'],
    [['authorize', '--repo', 'webinars'], '--repo'],
    [['authorize', '--repo', 'octo/webinars', '--env', ''], '--env'],
    [['authorize', '--repo', 'octo/webinars', '--env', '..'], '--env'],
    [['authorize', '--org', 'octo', '--env', 'goto'], '--env'],
    [['authorize', '--org', 'octo', '--repo', '///'], '--repo'],
    [['authorize', '--org', 'octo', '--visibility', 'some'], '--visibility'],
    [['authorize', '--repo', 'octo/webinars', '--visibility', 'all'], '--visibility'],
    [['authorize', '--repo', 'octo/webinars', '--port', '65536'], '--port'],
    [['authorize', '--repo', 'octo/webinars', '--timeout', '1.5'], '--timeout'],
    [['authorize', '--repo', 'octo/webinars', '--scope', 'a "b"'], '--scope'],
    [['authorize', '--repo', 'octo/webinars', '--secret-name', '1'], '--secret-name'],
    [['authorize', '--repo', 'octo/webinars', '--secret-name', 'goto_client_id'], '--secret-name'],
    [['authorize', '--repo', 'octo/webinars', '--token-url', 'http://a.test'], '--token-url'],
  ])('%j are wrong', async (args, named) => {
    const run = await runCommandInProcess({ args });
    const [problem] = /^✗ .*$/m.exec(run.stderr) ?? [];

    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(problem).toContain(named);
    expect(run.stderr).toContain(usage);
    expect(run.stderr).not.toContain('very-secret');
  });
});
