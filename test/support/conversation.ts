import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { repository, version } from '../../package.json';
import {
  type AuthorizeOptions,
  type AuthorizeWorld,
  inAuthorizeWorld,
  onRepository,
} from './authorize-world';
import { type CallbackPage, signedIn, signInCode } from './callback';
import { byTurns } from './driver';
import { firstRefreshToken, issuedAccessToken } from './goto-answers';
import { type KnownSecret, spellingsOf } from './known-secrets';
import { paste, recoveryCommands } from './recovery-commands';
import {
  type CommandDriver,
  type CommandRun,
  commandDrivers,
  type RunningCommand,
} from './run-command';
import {
  compareTranscripts,
  contentsOf,
  nameSecrets,
  requestsOf,
  sealedNames,
  section,
  withoutChance,
} from './run-transcript';
import { clientId, clientSecret, githubToken } from './some-inputs';

/** One run of `authorize`, and what the person does meanwhile. */
export interface Conversation {
  /** After `authorize`; the repository octo/webinars unless given. */
  args?: string[];
  options?: AuthorizeOptions;
  /** What GoTo and GitHub hold, and what goes wrong there. */
  prepare?: (world: AuthorizeWorld) => void;
  /** Returns the page that the person sees; signs in unless given. */
  act?: (command: RunningCommand, world: AuthorizeWorld) => Promise<CallbackPage | undefined>;
  /** What is to hold beside what the transcript says. */
  check?: (run: CommandRun, world: AuthorizeWorld) => void;
}

/**
 * Tests that each scenario goes as its transcript says, in `transcripts/` beside the test, as the
 * source and as the built command: by turns on one Node and the other, unless drivers are given.
 */
export function describeConversations(
  title: string,
  scenarios: Record<string, Conversation>,
  drivers?: CommandDriver[],
): void {
  const driversOf = (_: Conversation, index: number) => drivers ?? byTurns(commandDrivers, index);
  compareTranscripts(
    { topic: title, folder: 'command/transcripts', driversOf },
    new Map(Object.entries(scenarios)),
    (scenario, _title, driver) => inAuthorizeWorld(driver, (world) => converse(world, scenario)),
  );
}

/** Plays a scenario. @returns its transcript */
async function converse(
  world: AuthorizeWorld,
  { args = onRepository, options, prepare, act = signInWhenAsked, check }: Conversation,
): Promise<string> {
  prepare?.(world);
  const command = world.startAuthorize(args, options);
  const page = await act(command, world);
  const run = await command.result;
  const pages = page === undefined ? [] : [page];
  const verifiers = world.goto
    .tokenRequests()
    .map(({ request }) => new URLSearchParams(request.body).get('code_verifier') ?? '');
  expectNoSecret(run, { pages, values: [...verifiers, ...secrets.map(({ value }) => value)] });
  for (const text of [run.stderr, ...pages.map(({ html }) => html)]) {
    expect(text).not.toMatch(wordsOfTheAction);
  }
  for (const each of pages) expectPlainPage(each);
  for (const { headers } of world.github.requests) {
    expect(headers.authorization).toBe(`Bearer ${githubToken}`);
  }
  check?.(run, world);
  const { github } = world;
  const seen = [
    section('stderr', run.stderr.trimEnd()),
    section('stdout', run.stdout.trimEnd()),
    ...pages.map(({ status, html }) => section(`page, status ${status}`, textOf(html))),
  ].map((text) => nameSecrets(text, secrets, (name) => `‹LEAK OF ${name}›`));
  const parts = [
    `$ goto-access-token authorize ${args.join(' ')}\n`,
    variablesOf(options),
    ...seen,
    section('exit code', String(run.exitCode)),
    section('programs', run.calls.map((call) => [call.program, ...call.args].join(' ')).join('\n')),
    section('requests', requestsOf(world).join('\n')),
    section('secrets at GitHub', github.places().map(contentsOf).join('\n')),
    section('once the commands are pasted', await pasteAll(run, world)),
  ];
  const named = nameSecrets(parts.join(''), secrets, (name) => `‹${name}›`);
  return withoutChanceOf(run, world)(sealedNames(github.places(), secrets)(named));
}

const signInWhenAsked = async (command: RunningCommand): Promise<CallbackPage | undefined> => {
  const url = await command.waitForUrl().catch(() => undefined);
  return url && signedIn(url);
};

const withoutChanceOf =
  ({ stderr }: CommandRun, world: AuthorizeWorld) =>
  (text: string) => {
    const [, state = '‹state›'] = /[?&]state=([\w-]+)/.exec(stderr) ?? [];
    const [, challenge = '‹challenge›'] = /[?&]code_challenge=([\w-]+)/.exec(stderr) ?? [];
    return withoutChance(text, world)
      .replaceAll(state, '‹state›')
      .replaceAll(challenge, '‹challenge›')
      .replaceAll(/code_verifier=[\w-]{43,128}$/gm, (field) => {
        const verifier = field.replace(/^.*=/, '');
        const hash = createHash('sha256').update(verifier).digest('base64url');
        return `code_verifier=‹${hash === challenge ? 'verifier of ‹challenge›' : 'of something else'}›`;
      })
      .replaceAll(new RegExp(`(?<=localhost(:|%3A)|-L )${world.port}\\b`, 'g'), '‹port›')
      .replaceAll(`${repository.replace('github:', '')}/node24@v${version}`, '‹this action›');
  };

const variablesOf = ({ env = {} }: AuthorizeOptions = {}): string =>
  Object.entries(env)
    .map(([name, value]) =>
      value === undefined ? `${name} is not set` : `${name}=${JSON.stringify(value)}`,
    )
    .map((line) => `${line}\n`)
    .join('');

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

/** @returns what is stored then; nothing where there is no command */
async function pasteAll(
  { stdout, stderr }: CommandRun,
  { github }: AuthorizeWorld,
): Promise<string> {
  const commands = recoveryCommands(`${stdout}\n${stderr}`);
  for (const command of commands) expect(await paste(command, github)).toBeLessThan(300);
  return commands.length === 0 ? '' : github.places().map(contentsOf).join('\n');
}

/** The command names its options, and its person instead of a workflow. */
const wordsOfTheAction =
  /\binputs? |(?<!-)\b(client-id|client-secret|github-token|token-url|secret-name|github-api-url)\b(?!-rejected)|new run|the runner/i;

/** What no run of the command shows, with the credentials of `inAuthorizeWorld`. */
const secrets: KnownSecret[] = [
  { name: 'client-secret', value: clientSecret },
  { name: 'GitHub token', value: githubToken },
  { name: 'refresh token', value: firstRefreshToken },
  { name: 'access token', value: issuedAccessToken },
  { name: 'code', value: signInCode },
  { name: 'Basic credential', value: btoa(`${clientId}:${clientSecret}`) },
].map((secret) => ({ ...secret, isInput: false }));

/** Checks what the run printed, the arguments it gave to programs, and the pages it showed. */
export function expectNoSecret(
  { stdout, stderr, calls }: CommandRun,
  {
    pages = [],
    values = secrets.map(({ value }) => value),
  }: { pages?: CallbackPage[]; values?: string[] } = {},
): void {
  const seen = [
    stdout,
    stderr,
    ...calls.flatMap(({ args }) => args),
    ...pages.flatMap(({ headers, html }) => [JSON.stringify(headers), html]),
  ].join('\n');
  for (const spelling of values.flatMap(spellingsOf)) expect(seen).not.toContain(spelling);
}

const plainTags = /^<(body|code|h1|head|html|li|main|meta|p|span|style|title|ul)\b/;

/** Checks what holds of every page, whatever it says. */
export function expectPlainPage({ headers, html }: CallbackPage): void {
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'content-type': 'text/html; charset=utf-8',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  const policy = headers['content-security-policy'];
  expect(policy).toMatch(/(^|; ?)default-src 'none'(;|$)/);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  expect(html).toMatch(/^<!doctype html>/i);
  expect(html).not.toMatch(/@import|url\(/);
  for (const tag of html.match(/<[a-z][^>]*>/g) ?? []) {
    expect(tag).toMatch(plainTags);
    expect(tag).not.toMatch(/ (on\w+|src|href|style)=/i);
  }
}
