import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import {
  type Conversation,
  converse,
  hasIPv6,
  inAuthorizeWorld,
  onRepository,
  refused,
} from '../support/conversation';
import { githubError, notFound } from '../support/github-stand-in';
import { codeAnswer, oauthError, tokenAnswer } from '../support/goto-stand-in';
import { clientSecret, githubToken } from '../support/some-inputs';
import { captivePortal, type Fault, type Match } from '../support/stand-in-server';
import { withoutChance } from '../support/transcript';

/* What a run says that stores nothing, by what is missing or goes wrong. */

const none = { GH_ENTERPRISE_TOKEN: undefined };
const gh = (stdout: string, exitCode = 0) => ({ programs: { gh: { stdout, exitCode } } });
const act: Conversation['act'] = async (command) =>
  refused(await command.waitForUrl(), { error: 'access_denied', error_description: 'No, thanks' });
const late = { args: [...onRepository, '--timeout', '1'], act: async () => undefined };
const on = (match: Match, answer: Fault, times = 1): Conversation => ({
  prepare: ({ github }) => github.on(match, answer, times),
});
const key: Match = { path: /public-key/ };
const goto = (answer: Fault): Conversation => ({ prepare: ({ goto }) => goto.next(answer) });
const atGitHub = [...onRepository, '--github-api-url', 'https://api.github.com'];
const missing = { args: [...onRepository, '--env', 'a new one', '--yes'] };

const endings: Record<string, Conversation> = {
  // The GitHub token.
  'one of two tokens': { env: { GITHUB_ENTERPRISE_TOKEN: 'a', GH_TOKEN: 'b' }, ...gh('c'), act },
  'the other one': { env: { ...none, GITHUB_ENTERPRISE_TOKEN: githubToken }, act },
  'that of gh': { env: { ...none, GITHUB_ENTERPRISE_TOKEN: ' ' }, ...gh(`${githubToken}\n`), act },
  'without gh': { env: none },
  // Without its name, gh would print the token of its default host, which may be another one.
  'without a token for github.com': { ...gh(''), args: atGitHub },
  'gh fails halfway': { env: none, ...gh(githubToken, 1) },
  'gh says something else': { env: none, ...gh('two words') },
  'the only token is for github.com': { env: { ...none, GH_TOKEN: githubToken }, ...gh('') },
  'a variable is no token': { env: { ...none, GITHUB_ENTERPRISE_TOKEN: 'two words' } },
  // The OAuth client.
  'without the client': { env: { GOTO_CLIENT_ID: '', GOTO_CLIENT_SECRET: undefined } },
  'without the client secret': { env: { GOTO_CLIENT_SECRET: ' ' } },
  'two lines in GOTO_CLIENT_ID': { env: { GOTO_CLIENT_ID: 'two\nl1nes' } },
  // The place.
  'one of two repositories cannot be seen': { args: [...onRepository, '--repo', 'octo/gone'] },
  'no such environment, and nobody to ask': { args: [...onRepository, '--env', 'production'] },
  'the remote origin has moved': {
    args: [],
    origin: 'https://x-access-token:t0ken@github.com/octo/webinars.git',
    ...on(key, githubError(301, 'Moved Permanently', { location: 'https://a.example' })),
  },
  'a login page answers instead of GitHub': on(key, captivePortal()),
  'a secret cannot be read': {
    ...{ env: none, ...gh(githubToken) },
    ...on({ path: /GOTO_CLIENT_SECRET/ }, githubError(403, 'No')),
  },
  'the repository to share with is not there': {
    args: '--org octo --visibility selected --repo octo/misspelt'.split(' '),
    prepare: ({ github }) => void github.addOrganization('octo'),
  },
  // An environment that is missing.
  'GitHub does not make it': { ...missing, ...on({ method: 'PUT' }, githubError(422, 'No')) },
  'GitHub does not limit it': { ...missing, ...on({ method: 'POST' }, notFound()) },
  'it does not appear': { ...missing, ...on(key, notFound(), 2) },
  'it is there, and hides its secrets': {
    ...missing,
    prepare: ({ github }) => {
      github.addEnvironment('octo/webinars', 'a new one');
      github.on(key, notFound());
    },
  },
  'its repository is not there': { args: ['--repo', 'octo/gone', ...missing.args.slice(2)] },
  // GoTo.
  'nobody signs in': late,
  'the code is refused': goto(oauthError('invalid_grant')),
  'the client is not known': goto(oauthError('invalid_client', { status: 401 })),
  'no refresh token': goto(tokenAnswer()),
  'no token': goto(codeAnswer({ access_token: 1, refresh_token: '' })),
  'GoTo repeats our secrets': goto(({ body }) => {
    const code = new URLSearchParams(body).get('code');
    const description = `${clientSecret} ${encodeURIComponent(clientSecret)} and ${code}`;
    return oauthError('invalid_grant', { description });
  }),
};

it('a run says why it stored nothing', async () => {
  const told: string[] = [];
  for (const [what, conversation] of Object.entries(endings)) {
    const conversed = await converse(conversation);
    const { run, page, github } = conversed;
    const secrets = github.places().flatMap((place) => place.secrets);
    expect([run.exitCode, run.stdout, secrets], what).toEqual([1, '', []]);
    const variables = run.calls.flatMap(({ env }) => Object.keys(env));
    expect(variables.filter((name) => /TOKEN|GOTO/.test(name))).toEqual([]);
    const calls = run.calls.map(({ program, args }) => `$ ${program} ${args.join(' ')}\n`).join('');
    const why = run.stderr.replace(/^\n[\s\S]*\n(?=✗)/m, '');
    const seen = page === undefined ? '' : `(a page, status ${page.status})\n`;
    const text = withoutChance(`── ${what}\n${calls}${why}${seen}`, conversed);
    told.push(text.replaceAll(String(conversed.port), '‹port›'));
  }
  await expect(told.join('\n')).toMatchFileSnapshot('transcripts/endings.txt');
});

it('the token of gh is kept out of what GitHub says', () =>
  inAuthorizeWorld(async ({ startAuthorize, github }) => {
    github.on(key, githubError(403, 'not with sh0rt'));
    const { stderr } = await startAuthorize(onRepository, { env: none, ...gh('sh0rt') }).result;
    expect(stderr).toContain('GitHub said: "not with ***"');
  }));

it.each(['127.0.0.1', '0.0.0.0', ...(hasIPv6 ? ['::1', '::'] : [])])(
  'the port must be free at %s',
  async (host) => {
    const other = createServer();
    const { run, port, github } = await converse({
      prepare: ({ port }) => other.listen({ port, host, ipv6Only: host.includes(':') }),
    }).finally(() => other.close());
    expect([run.exitCode, github.requests]).toEqual([1, []]);
    expect(run.stderr).toMatch(new RegExp(`Port ${port} .*--port`, 's'));
  },
);
