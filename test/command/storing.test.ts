import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { builtOn, commandDrivers, commandSource, describeEach } from '../support/command';
import {
  type Conversation,
  describeConversations,
  inAuthorizeWorld,
  onRepository,
  signedIn,
} from '../support/conversation';
import { githubError, notForPersonalTokens, notFound, unicorn } from '../support/github-stand-in';
import { codeAnswer, oauthError, tokenAnswer } from '../support/goto-stand-in';
import { clientSecret } from '../support/some-inputs';
import type { Answer } from '../support/stand-in-server';
import { loadLinter } from '../support/workflows';

/*
 * From the callback to the stored secrets. CI runs this file on Windows and macOS too: nothing here
 * needs git, or a program of Unix.
 */

const oddName = `it's "so": #1`;
const shared = ['--org', 'octo', '--visibility', 'selected'];

describeConversations('a sign-in stores', {
  'in a repository': { args: [...onRepository, '--no-open'] },
  'in an environment, under another name': {
    args: [...onRepository, '--env', oddName, '--secret-name', 'goto_login'],
    prepare: ({ github }) => github.addEnvironment('octo/webinars', oddName),
  },
  'in an organization': {
    args: ['--org', 'octo'],
    prepare: ({ github }) => github.addOrganization('octo'),
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
  'in place of what is there, the token of the workflow too': {
    args: ['--repo', 'octo/renewed'],
    prepare: ({ github }) => {
      github.addRepository('octo/renewed', {
        secrets: {
          GOTO_REFRESH_TOKEN: 'old',
          GOTO_CLIENT_ID: 'old',
          GOTO_CLIENT_SECRET: 'old',
          SECRETS_WRITER_TOKEN: 'old',
        },
      });
    },
  },
  'a refresh token without an access token': {
    prepare: ({ goto }) => goto.next(codeAnswer({ access_token: undefined, principal: undefined })),
  },
  'after GoTo and GitHub were busy': {
    prepare: ({ goto, github }) => {
      goto.next(unicorn(503), codeAnswer());
      github.on({ method: 'PUT', path: /CLIENT_ID/ }, unicorn());
    },
  },
});

const afterAnswer = (answer: Answer): Conversation => ({
  prepare: ({ goto }) => goto.next(answer),
});

const inMissing = [...onRepository, '--env', 'a new one', '--yes'];

describeConversations('with --yes, a missing environment', {
  'is made for the default branch': { args: inMissing },
  'is made in each repository that has none': {
    args: [...inMissing, '--repo', 'octo/there', '--repo', 'octo/other'],
    prepare: ({ github }) => {
      github.addRepository('octo/other');
      github.addRepository('octo/there');
      github.addEnvironment('octo/there', 'a new one');
    },
  },
  'is made although an answer was lost': {
    args: inMissing,
    prepare: ({ github }) => github.on({ method: 'POST' }, githubError(303, 'See Other')),
  },
  'that GitHub hides is told': {
    args: inMissing,
    prepare: ({ github }) => github.on({ method: 'PUT' }, notFound()),
  },
  'that the plan does not have is told': {
    args: inMissing,
    prepare: ({ github }) => github.on({ method: 'PUT' }, githubError(422, 'Not in this plan')),
  },
  'that is not limited is told': {
    args: inMissing,
    prepare: ({ github }) => github.on({ method: 'POST' }, notFound()),
  },
  'of a repository that is not there is not made': {
    args: ['--repo', 'octo/gone', '--env', 'a new one', '--yes'],
  },
  'whose secrets alone are hidden is not made again': {
    args: inMissing,
    prepare: ({ github }) => {
      github.addEnvironment('octo/webinars', 'a new one');
      github.on({ path: /public-key/ }, notFound());
    },
  },
  'that does not appear is made once': {
    args: inMissing,
    prepare: ({ github }) => github.on({ path: /public-key/ }, notFound(), 2),
  },
});

describeConversations('nothing is stored', {
  'when the code is refused after a lost answer': {
    prepare: ({ goto }) => goto.next('reset', oauthError('invalid_grant')),
  },
  'when the client is not known': afterAnswer(oauthError('invalid_client', { status: 401 })),
  'without a refresh token': afterAnswer(tokenAnswer()),
  'without any token': afterAnswer(codeAnswer({ access_token: 1, refresh_token: '' })),
  'when GoTo repeats our secrets': {
    prepare: ({ goto }) =>
      goto.next((request) => {
        const code = new URLSearchParams(request.body).get('code');
        const description = `${clientSecret} ${encodeURIComponent(clientSecret)} and ${code}`;
        return oauthError('invalid_grant', { description });
      }),
  },
});

const refused = (name: string): Conversation => ({
  prepare: ({ github }) =>
    github.on({ method: 'PUT', path: new RegExp(name) }, notForPersonalTokens()),
});

describeConversations('a command stores', {
  'a refresh token that was refused': refused('GOTO_REFRESH_TOKEN'),
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
  builtOn(24),
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

describeEach([commandSource], 'the workflow to commit', (driver) => {
  it.each([
    ['a repository', [], {}],
    [
      'several repositories',
      ['--repo', 'octo/registrations'],
      { repository: 'octo/webinars\nocto/registrations\n' },
    ],
    ['an environment', ['--env', oddName], { environment: oddName }],
    ['an organization', ['--org', 'octo'], { organization: 'octo' }],
  ])('is one that GitHub takes: for %s', (_where, args, inputs: Record<string, string>) =>
    inAuthorizeWorld(driver, async ({ startAuthorize, github }) => {
      github.addRepository('octo/registrations');
      github.addEnvironment('octo/webinars', oddName);
      github.addOrganization('octo');
      const command = startAuthorize([...onRepository, ...args]);
      await signedIn(await command.waitForUrl());
      const { stdout } = await command.result;
      const lint = await loadLinter();
      expect(lint({ title: 'goto-keep-alive.yml', text: stdout })).toEqual([]);
      const { environment, steps } = parse(stdout).jobs['keep-alive'];
      expect(environment).toBe(inputs.environment);
      const { repository, environment: own, organization } = steps[0].with;
      expect({ repository, environment: own, organization }).toEqual(inputs);
    }),
  );
});
