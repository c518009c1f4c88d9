import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { type Conversation, converse, onRepository, refused } from '../support/conversation';
import { githubError, moved } from '../support/github-stand-in';
import { githubToken } from '../support/some-inputs';
import { captivePortal } from '../support/stand-in-server';
import { withoutChance } from '../support/transcript';

const none = { GH_ENTERPRISE_TOKEN: undefined };
const gh = (stdout: string, exitCode = 0) => ({
  env: none,
  programs: { gh: { stdout, exitCode } },
});

it.each<[source: string, Conversation]>([
  ['GH_ENTERPRISE_TOKEN', { env: { GITHUB_ENTERPRISE_TOKEN: 'a', GH_TOKEN: 'b' } }],
  ['GITHUB_ENTERPRISE_TOKEN', { env: { ...none, GITHUB_ENTERPRISE_TOKEN: githubToken } }],
  ['gh auth token', { ...gh(`${githubToken}\n`), env: { ...none, GITHUB_ENTERPRISE_TOKEN: ' ' } }],
])('the GitHub token is that of %s', async (source, conversation) => {
  // That GitHub gets it holds of each conversation.
  const { run } = await converse({
    ...conversation,
    act: async (command) => refused(await command.waitForUrl(), { error: 'access_denied' }),
  });
  expect(run.stderr).toContain(`Using the GitHub token from ${source}.`);
});

const endings: Record<string, Conversation> = {
  'without gh': { env: none },
  // Without its name, gh would print the token of its default host, which may be another one.
  'without a token for github.com': {
    ...gh(''),
    args: [...onRepository, '--github-api-url', 'https://api.github.com'],
  },
  'when gh fails halfway': gh(githubToken, 1),
  'when gh says something else': gh('two words'),
  'when the only tokens are for github.com': { env: { ...none, GH_TOKEN: githubToken } },
  'when a variable is no token': { env: { ...none, GITHUB_ENTERPRISE_TOKEN: 'two words' } },
  'without the client': { env: { GOTO_CLIENT_ID: '', GOTO_CLIENT_SECRET: undefined } },
  'without the client secret': { env: { GOTO_CLIENT_SECRET: ' ' } },
  'when GOTO_CLIENT_ID has two lines': { env: { GOTO_CLIENT_ID: 'two\nl1nes' } },
  'when one of two repositories cannot be seen': { args: [...onRepository, '--repo', 'octo/gone'] },
  'when there is no such environment': { args: [...onRepository, '--env', 'production'] },
  'when the remote origin has moved': {
    args: [],
    origin: 'https://github.com/octo/webinars',
    prepare: ({ github }) => github.on({ path: /public-key/ }, moved('https://example.com')),
  },
  'when a login page answers instead of GitHub': {
    prepare: ({ github }) => github.on({ path: /public-key/ }, captivePortal()),
  },
  'when a secret cannot be read': {
    prepare: ({ github }) => github.on({ path: /GOTO_CLIENT_SECRET/ }, githubError(403, 'No')),
  },
  'when the repository to share with is not there': {
    args: ['--org', 'octo', '--visibility', 'selected', '--repo', 'octo/misspelt'],
    prepare: ({ github }) => void github.addOrganization('octo'),
  },
};

it('nobody is sent to GoTo', async () => {
  const told: string[] = [];
  for (const [when, conversation] of Object.entries(endings)) {
    const conversed = await converse(conversation);
    const { run, goto, github } = conversed;
    expect([run.exitCode, run.stdout, goto.requests, github.writes()]).toEqual([1, '', [], []]);
    const calls = run.calls.map(({ program, args }) => `$ ${program} ${args.join(' ')}\n`);
    told.push(withoutChance(`── ${when}\n${calls.join('')}${run.stderr}`, conversed));
  }
  await expect(told.join('\n')).toMatchFileSnapshot('transcripts/nobody-is-sent-to-goto.txt');
});

const hasIPv6 = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .some(({ address }) => address === '::1');

it.each(['127.0.0.1', '0.0.0.0', ...(hasIPv6 ? ['::1', '::'] : [])])(
  'the port must be free: taken at %s',
  async (host) => {
    const other = createServer();
    const { run, port, github } = await converse({
      prepare: ({ port }) => other.listen({ port, host, ipv6Only: host.includes(':') }),
    }).finally(() => other.close());
    expect([run.exitCode, github.requests]).toEqual([1, []]);
    expect(run.stderr).toMatch(new RegExp(`Port ${port} .*--port`, 's'));
  },
);

it('the address to sign in at is alone on its line, and keeps its query, but for the scope', async () => {
  const { run, command, goto } = await converse({
    args: [
      ...[...onRepository, '--authorize-url', 'http://localhost:1/?prompt=login&scope=theirs'],
      ...['--scope', 'collab: identity:scim.me'],
    ],
  });
  const url = await command.waitForUrl();
  expect([...url.searchParams].slice(0, 2)).toEqual([
    ['prompt', 'login'],
    ['scope', 'collab: identity:scim.me'],
  ]);
  expect(run.stdout).not.toContain(url.searchParams.get('state'));
  expect(goto.tokenRequests()).toHaveLength(1);
});
