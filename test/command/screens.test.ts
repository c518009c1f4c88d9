import { repository, version } from '../../package.json';
import {
  type Conversation,
  type Conversed,
  converse,
  onRepository,
  refused,
  signedIn,
} from '../support/conversation';
import { notForPersonalTokens } from '../support/github-stand-in';
import { firstRefreshToken } from '../support/goto-stand-in';
import { clientSecret } from '../support/some-inputs';
import {
  describeTranscripts,
  nameSecrets,
  sealedNames,
  section,
  withoutChance,
} from '../support/transcript';

/* What a person sees of each kind of run, once, as a whole; how it ends early is in endings.test.ts. */

const secrets = [
  { name: 'client-secret', value: clientSecret, isInput: false },
  { name: 'refresh token', value: firstRefreshToken, isInput: false },
];
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
  'a sign-in that fails': {
    act: async (command) => refused(await command.waitForUrl(), { error: 'invalid_scope' }),
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
  '--check of what is missing': {
    args: ['--check', ...onRepository, '--repo', 'octo/kept'],
    prepare: ({ github }) => {
      github.headers['github-authentication-token-expiration'] = '2099-12-13 00:00:00 UTC';
      github.addRepository('octo/kept', { secrets: held });
    },
  },
  '--write': { args: ['--write'], origin: 'git@github.com:octo/webinars' },
};

describeTranscripts(
  { topic: 'screens', folder: 'command/transcripts' },
  new Map(Object.entries(screens)),
  (conversation) => converse(conversation, undefined, (seen) => transcriptOf(conversation, seen)),
);

async function transcriptOf(
  { args = onRepository }: Conversation,
  conversed: Conversed,
): Promise<string> {
  const { run, page, github } = conversed;
  const parts = [
    `$ goto-access-token authorize ${args.join(' ')}\n`,
    section('stderr', run.stderr.trimEnd()),
    section('stdout', run.stdout.trimEnd()),
    page === undefined ? '' : section(`page, status ${page.status}`, textOf(page.html)),
    section('exit code', String(run.exitCode)),
  ];
  const named = nameSecrets(parts.join(''), secrets, (name) => `‹${name}›`);
  return withoutChance(sealedNames(github.places(), secrets)(named), conversed)
    .replaceAll(/(?<=[?&](state|code_challenge)=)[\w-]+/g, '‹$1›')
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
