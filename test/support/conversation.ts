import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { repository, version } from '../../package.json';
import {
  builtOn,
  type CommandDriver,
  type CommandOptions,
  type CommandRun,
  commandSource,
  type RunningCommand,
} from './command';
import { type GitHubPlace, type GitHubStandIn, startGitHub } from './github-stand-in';
import { type GoToOAuthServer, startGoToOAuthServer } from './goto-oauth-server';
import {
  codeAnswer,
  firstRefreshToken,
  type GoToStandIn,
  issuedAccessToken,
  startGoTo,
} from './goto-stand-in';
import { paste, recoveryCommands } from './shells';
import { clientId, clientSecret, githubToken, type KnownSecret, spellingsOf } from './some-inputs';
import {
  compareTranscripts,
  contentsOf,
  nameSecrets,
  requestsOf,
  sealedNames,
  section,
  withoutChance,
} from './transcript';

/** A GoTo, a GitHub and a free port for `goto-access-token authorize`. */
export interface AuthorizeWorld<GoTo extends SignInServer = GoToStandIn> {
  goto: GoTo;
  github: GitHubStandIn;
  /** the repository octo/webinars, which holds no secret yet */
  repository: GitHubPlace;
  port: number;
  /** Starts the command with options that lead it here, unless given. It is ended with the world. */
  startAuthorize: (args?: string[], options?: AuthorizeOptions) => RunningCommand;
  /** Starts it and waits for its end. */
  runAuthorize: (args?: string[], options?: AuthorizeOptions) => Promise<CommandRun>;
}

export interface AuthorizeOptions extends Omit<CommandOptions, 'args' | 'env'> {
  /** Variables on top of the credentials; `undefined` leaves one out. */
  env?: Record<string, string | undefined>;
}

type SignInServer = GoToStandIn | GoToOAuthServer;

export const onRepository = ['--repo', 'octo/webinars'];

/** Opens a world for the time of `act`, with a GoTo that takes any code. */
export function inAuthorizeWorld<T>(
  driver: CommandDriver,
  act: (world: AuthorizeWorld) => Promise<T>,
): Promise<T> {
  const start = async () => {
    const goto = await startGoTo();
    goto.always(codeAnswer());
    const { origin, url: tokenUrl } = goto;
    const authorizeUrl = `${origin}/oauth/authorize`;
    return { goto, client: { clientId, clientSecret, authorizeUrl, tokenUrl } };
  };
  return inWorldOf(driver, start, act);
}

/** The same with a real OAuth server, where a browser can sign in. */
export function inSignInWorld(
  act: (world: AuthorizeWorld<GoToOAuthServer>) => Promise<void>,
): Promise<void> {
  const start = async (redirectUri: string) => {
    const goto = await startGoToOAuthServer({ redirectUri });
    return { goto, client: goto };
  };
  return inWorldOf(builtOn(24), start, act);
}

interface Client {
  clientId: string;
  clientSecret: string;
  authorizeUrl: string;
  tokenUrl: string;
}

async function inWorldOf<GoTo extends SignInServer, T>(
  driver: CommandDriver,
  start: (redirectUri: string) => Promise<{ goto: GoTo; client: Client }>,
  act: (world: AuthorizeWorld<GoTo>) => Promise<T>,
): Promise<T> {
  const { port, release } = await reservePort();
  const [{ goto, client }, github] = await Promise.all([
    start(`http://localhost:${port}/callback`),
    startGitHub(),
  ]);
  const commands: RunningCommand[] = [];
  const leadsHere = {
    '--port': String(port),
    '--github-api-url': github.url,
    '--authorize-url': client.authorizeUrl,
    '--token-url': client.tokenUrl,
  };
  const startAuthorize = (args = onRepository, options: AuthorizeOptions = {}) => {
    const left = Object.entries(leadsHere).filter(([option]) => !args.includes(option));
    const command = driver.start({
      ...options,
      args: ['authorize', ...args, ...left.flat()],
      env: given({
        GOTO_CLIENT_ID: client.clientId,
        GOTO_CLIENT_SECRET: client.clientSecret,
        // By gh's rule, GH_TOKEN is for github.com only.
        GH_ENTERPRISE_TOKEN: github.token,
        ...options.env,
      }),
    });
    commands.push(command);
    return command;
  };
  try {
    const result = await act({
      goto,
      github,
      repository: github.addRepository('octo/webinars'),
      port,
      startAuthorize,
      runAuthorize: (args, options) => startAuthorize(args, options).result,
    });
    const unspent = [...goto.unspentFaults(), ...github.unspentFaults()];
    if (unspent.length > 0) throw new Error(`Planned and never met: ${unspent.join('; ')}`);
    return result;
  } finally {
    await Promise.all(commands.map((command) => command.dispose()));
    await Promise.all([goto.close(), github.close()]);
    release();
  }
}

function given(variables: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

// Below the ports that the system hands out by itself, so that no other server of the tests, and
// no connection, takes one between this look and its use.
const [lowest, count] = [20_000, 6_000];

/**
 * A port that is free on every loopback address there is. A port above it that nobody else can have
 * meanwhile keeps it from other worlds, in whatever process they are.
 */
async function reservePort(): Promise<{ port: number; release: () => void }> {
  const port = lowest + Math.floor(Math.random() * count);
  const lock = createServer().listen(port + count, '127.0.0.1');
  const isMine = await once(lock, 'listening').then(
    () => true,
    () => false,
  );
  if (isMine && (await isFreeOn('127.0.0.1', port)) && (await isFreeOn('::1', port))) {
    return { port, release: () => void lock.close() };
  }
  lock.close();
  return reservePort();
}

async function isFreeOn(host: string, port: number): Promise<boolean> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
  } catch (failure) {
    // A machine without IPv6 has nothing there that could be taken.
    return (failure as NodeJS.ErrnoException).code !== 'EADDRINUSE';
  }
  await new Promise((resolve) => server.close(resolve));
  return true;
}

/** What the browser is shown. */
export interface CallbackPage {
  status: number;
  headers: IncomingHttpHeaders;
  html: string;
}

export interface CallbackRequest {
  /** The query; a list of pairs where a name comes twice. */
  query: Record<string, string> | [string, string][];
  /** `/callback` unless given. */
  path?: string;
  method?: string;
  /** The header; the host of the redirect URI unless given. */
  host?: string;
  /** Where to connect to; 127.0.0.1 unless given. */
  address?: string;
}

/**
 * Calls back as a browser does that was sent to the redirect URI, or as somebody else would who
 * found the port.
 *
 * @param url the one the command printed
 */
export async function callBack(
  url: URL,
  { query, path = '/callback', method = 'GET', host, address = '127.0.0.1' }: CallbackRequest,
): Promise<CallbackPage> {
  const redirectUri = new URL(url.searchParams.get('redirect_uri') ?? '');
  const outgoing = request({
    host: address,
    port: redirectUri.port,
    method,
    path: `${path}?${new URLSearchParams(query)}`,
    // Browsers ask for a connection that is kept.
    headers: { host: host ?? redirectUri.host, connection: 'keep-alive' },
    agent: false,
  });
  outgoing.end();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const { statusCode: status = 0, headers } = incoming;
  return { status, headers, html: await text(incoming) };
}

export const stateOf = (url: URL): string => url.searchParams.get('state') ?? '';

/** The callback of somebody who signed in. */
export const signedIn = (url: URL, code = signInCode): Promise<CallbackPage> =>
  callBack(url, { query: { code, state: stateOf(url) } });

/** A code, easy to find where it should not be. */
export const signInCode = 'c0de-of-the-sign-in-0123456789/+=&';

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

/** Tests that each scenario goes as its transcript says, in `transcripts/` beside the test. */
export function describeConversations(
  title: string,
  scenarios: Record<string, Conversation>,
  driver: CommandDriver = commandSource,
): void {
  compareTranscripts(
    { topic: title, folder: 'command/transcripts' },
    new Map(Object.entries(scenarios)),
    (scenario) => inAuthorizeWorld(driver, (world) => converse(world, scenario)),
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
