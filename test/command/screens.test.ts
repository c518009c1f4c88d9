import { stripVTControlCharacters } from 'node:util';
import { expect } from 'vitest';
import { repository, version } from '../../package.json';
import {
  type Conversation,
  type Conversed,
  converse,
  onRepository,
  refused,
  signedIn,
} from '../support/conversation';
import { githubError, notForPersonalTokens } from '../support/github-stand-in';
import { firstRefreshToken, oauthError } from '../support/goto-stand-in';
import { paste, recoveryCommands } from '../support/shells';
import { clientSecret, githubToken } from '../support/some-inputs';
import {
  compareTranscripts,
  contentsOf,
  nameSecrets,
  requestsOf,
  sealedNames,
  section,
  withoutChance,
} from '../support/transcript';

/*
 * What a person sees of each kind of run, once, as a whole. What differs by place, token or answer is
 * in the tables of the other files.
 */

/** What GitHub holds in the end is shown by these names. What a person sees holds none: `converse`. */
const secrets = [
  { name: 'client-secret', value: clientSecret, isInput: false },
  { name: 'refresh token', value: firstRefreshToken, isInput: false },
];
const client = { GOTO_CLIENT_ID: undefined, GOTO_CLIENT_SECRET: undefined };
const held = { GOTO_CLIENT_ID: 'one', GOTO_CLIENT_SECRET: 'two', SECRETS_WRITER_TOKEN: 'three' };

const screens: Record<string, Conversation> = {
  'a sign-in that stores': {},
  'a sign-in that cannot store': {
    args: [...onRepository, '--repo', 'acme/registrations'],
    prepare: ({ github }) => {
      github.addRepository('acme/registrations', { secrets: { SECRETS_WRITER_TOKEN: 'old' } });
      github.on({ method: 'PUT', path: /acme/ }, notForPersonalTokens(), 3);
    },
  },
  'a sign-in that the person refuses, without a repository': {
    args: [],
    origin: 'https://x-access-token:t0ken@github.com/octo/webinars.git',
    act: async (command) =>
      refused(await command.waitForUrl(), {
        error: 'access_denied',
        error_description: 'The user said no',
      }),
  },
  'a sign-in that nobody makes': {
    args: [...onRepository, '--timeout', '1'],
    act: async () => undefined,
  },
  'a code that is refused': {
    prepare: ({ goto }) => goto.next('reset', oauthError('invalid_grant')),
  },
  'a place that the token may not manage': {
    env: { GH_ENTERPRISE_TOKEN: undefined },
    programs: { gh: { stdout: `${githubToken}\n` } },
    prepare: ({ github }) =>
      github.on({ path: /public-key/ }, githubError(403, 'Must have admin rights')),
  },
  'an environment is offered': {
    args: [...onRepository, '--env', 'a new one', '--no-open'],
    env: client,
    terminal: true,
    act: async (command) => {
      for (const [question, answer] of [
        ['(yes or no)', 'y'],
        ['Client ID', 'client-1'],
        ['Client secret', 's3cret'],
      ] as const) {
        await command.waitFor(question);
        command.type(`${answer}\r`);
      }
      return refused(await command.waitForUrl(), { error: 'invalid_scope' });
    },
  },
  'a signal while the secrets are written': {
    prepare: ({ github }) =>
      github.on({ method: 'PUT' }, { delayMs: 300, fault: notForPersonalTokens() }, 3),
    act: async (command, { github }) => {
      const page = signedIn(await command.waitForUrl());
      await github.waitForRequest({ method: 'PUT' });
      command.signal('SIGINT');
      return page;
    },
  },
  '--check of what is there': {
    args: ['--check', '--repo', 'octo/kept'],
    env: client,
    prepare: ({ github }) => {
      github.headers['github-authentication-token-expiration'] = '2099-12-13 00:00:00 UTC';
      github.addRepository('octo/kept', { secrets: { ...held, GOTO_REFRESH_TOKEN: 'four' } });
    },
  },
  '--check of what is missing': {
    args: ['--check', ...onRepository, '--repo', 'octo/kept'],
    env: client,
    prepare: ({ github }) => void github.addRepository('octo/kept', { secrets: held }),
  },
  '--write': { args: [...onRepository, '--write'], origin: 'git@github.com:octo/webinars' },
};

compareTranscripts(
  { topic: 'screens', folder: 'command/transcripts' },
  new Map(Object.entries(screens)),
  (conversation) => converse(conversation, undefined, (seen) => transcriptOf(conversation, seen)),
);

async function transcriptOf(
  { args = onRepository }: Conversation,
  conversed: Conversed,
): Promise<string> {
  const { run, page, github } = conversed;
  expect(run.stdout + run.stderr).not.toContain('t0ken');
  const stored = () => github.places().map(contentsOf).join('\n');
  const before = stored();
  // The bodies are what is stored.
  const requests = requestsOf(conversed).map((one) => one.replace(/\n.*/s, ''));
  const isRead = (one: string) => / GET .*\/secrets\//.test(one);
  const commands = recoveryCommands(run.stderr);
  for (const command of commands) expect(await paste(command, github)).toBe(201);
  const parts = [
    `$ goto-access-token authorize ${args.join(' ')}\n`,
    // A prompt is shown anew with each character of a secret.
    section('stderr', stripVTControlCharacters(run.stderr.replaceAll(/.*\r/g, '')).trimEnd()),
    section('stdout', run.stdout.trimEnd()),
    page === undefined ? '' : section(`page, status ${page.status}`, textOf(page.html)),
    section('exit code', String(run.exitCode)),
    section('programs', run.calls.map((call) => [call.program, ...call.args].join(' ')).join('\n')),
    section('requests', requests.filter((one) => !isRead(one)).join('\n')),
    section('secrets at GitHub', before),
    section('once the commands are pasted', commands.length === 0 ? '' : stored()),
  ];
  const text = sealedNames(
    github.places(),
    secrets,
  )(nameSecrets(parts.join(''), secrets, (name) => `‹${name}›`));
  const [, state = '‹state›'] = /[?&]state=([\w-]+)/.exec(text) ?? [];
  const [, challenge = '‹challenge›'] = /[?&]code_challenge=([\w-]+)/.exec(text) ?? [];
  return withoutChance(text, conversed)
    .replaceAll(state, '‹state›')
    .replaceAll(challenge, '‹challenge›')
    .replaceAll(new RegExp(`(?<=localhost(:|%3A)|-L )${conversed.port}\\b`, 'g'), '‹port›')
    .replaceAll(`${repository.replace('github:', '')}/node24@v${version}`, '‹this action›');
}

/** A page as a person reads it. */
function textOf(html: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return html
    .replace(/^.*<body>/s, '')
    .replaceAll(/<\/(h1|p|li)>/g, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(\w+);/g, (_, name: string) => entities[name] ?? '')
    .replaceAll(/\n+/g, '\n')
    .trim();
}
