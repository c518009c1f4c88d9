import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect } from 'vitest';
import {
  type CommandDriver,
  type CommandOptions,
  type CommandRun,
  commandSource,
  type RunningCommand,
} from './command';
import { type GitHubPlace, type GitHubStandIn, startGitHub } from './github-stand-in';
import {
  codeAnswer,
  firstRefreshToken,
  type GoToStandIn,
  issuedAccessToken,
  startGoTo,
} from './goto-stand-in';
import { clientId, clientSecret, githubToken, spellingsOf } from './some-inputs';

/** A GoTo that takes any code, a GitHub and a free port for `goto-access-token authorize`. */
export interface AuthorizeWorld {
  goto: GoToStandIn;
  github: GitHubStandIn;
  /** the repository octo/webinars, which holds no secret yet */
  repository: GitHubPlace;
  port: number;
  /** Starts the command with options that lead it here, unless given. It is ended with the world. */
  startAuthorize: (args?: string[], options?: AuthorizeOptions) => RunningCommand;
}

type AuthorizeOptions = Omit<CommandOptions, 'args'>;

export const onRepository = ['--repo', 'octo/webinars'];

/** Opens a world for the time of `act`. @throws when a planned fault was never met */
export async function inAuthorizeWorld<T>(
  act: (world: AuthorizeWorld) => Promise<T>,
  driver: CommandDriver = commandSource,
): Promise<T> {
  const [goto, github, port] = await Promise.all([startGoTo(), startGitHub(), findPort()]);
  goto.always(codeAnswer());
  const commands: RunningCommand[] = [];
  const leadsHere = {
    '--port': String(port),
    '--github-api-url': github.url,
    '--authorize-url': `${goto.origin}/oauth/authorize`,
    '--token-url': goto.url,
  };
  const startAuthorize = (args = onRepository, { env, ...options }: AuthorizeOptions = {}) => {
    const left = Object.entries(leadsHere).filter(([option]) => !args.includes(option));
    const command = driver({
      ...options,
      args: ['authorize', ...args, ...left.flat()],
      env: {
        GOTO_CLIENT_ID: clientId,
        GOTO_CLIENT_SECRET: clientSecret,
        // By gh's rule, GH_TOKEN is for github.com only.
        GH_ENTERPRISE_TOKEN: github.token,
        ...env,
      },
    });
    commands.push(command);
    return command;
  };
  try {
    const repository = github.addRepository('octo/webinars');
    const result = await act({ goto, github, repository, port, startAuthorize });
    const unspent = [...goto.unspentFaults(), ...github.unspentFaults()];
    if (unspent.length > 0) throw new Error(`Planned and never met: ${unspent.join('; ')}`);
    return result;
  } finally {
    await Promise.all(commands.map((command) => command.dispose()));
    await Promise.all([goto.close(), github.close()]);
  }
}

// Below the ports that the system hands out by itself, so that no other server of the tests, and
// no connection, takes one between this look and its use. Each worker of Vitest has its own.
const count = 200;
const lowest = 20_000 + count * (Number(process.env.VITEST_POOL_ID) % 50);
let looks = Math.floor(Math.random() * count);

async function findPort(): Promise<number> {
  looks += 1;
  const port = lowest + (looks % count);
  for (const host of ['127.0.0.1', '::1']) {
    const server = createServer().listen(port, host);
    try {
      await once(server, 'listening');
      await new Promise((resolve) => server.close(resolve));
    } catch (failure) {
      // A machine without IPv6 has nothing there that could be taken.
      if ((failure as NodeJS.ErrnoException).code === 'EADDRINUSE') return findPort();
    }
  }
  return port;
}

export const hasIPv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

interface CallbackPage {
  status: number;
  headers: Record<string, string>;
  html: string;
}

/** Calls back as a browser does that was sent to the redirect URI in the URL that was printed. */
export async function callBack(
  url: URL,
  query: Record<string, string> | [string, string][],
  { path = '/callback', method = 'GET' } = {},
): Promise<CallbackPage> {
  const { origin } = new URL(url.searchParams.get('redirect_uri') ?? '');
  const response = await fetch(`${origin}${path}?${new URLSearchParams(query)}`, { method });
  const { status, headers } = response;
  return { status, headers: Object.fromEntries(headers), html: await response.text() };
}

export const stateOf = (url: URL): string => url.searchParams.get('state') ?? '';

/** A code, easy to find where it should not be. */
export const signInCode = 'c0de-of-the-sign-in-0123456789/+=&';

export const signedIn = (url: URL): Promise<CallbackPage> =>
  callBack(url, { code: signInCode, state: stateOf(url) });

export const refused = (url: URL, query: Record<string, string>): Promise<CallbackPage> =>
  callBack(url, { ...query, state: stateOf(url) });

export interface Conversation extends AuthorizeOptions {
  /** After `authorize`; the repository octo/webinars unless given. */
  args?: string[];
  prepare?: (world: AuthorizeWorld) => void;
  /** Returns the page that the person sees; signs in unless given. */
  act?: (command: RunningCommand, world: AuthorizeWorld) => Promise<CallbackPage | undefined>;
}

/** A conversation that has ended, and its world as it stands then. */
export interface Conversed extends AuthorizeWorld {
  command: RunningCommand;
  run: CommandRun;
  page: CallbackPage | undefined;
}

/** Plays a conversation, and checks what holds of each. `see` may look before the world is closed. */
export function converse<T = Conversed>(
  { args, prepare, act = signInWhenAsked, ...options }: Conversation,
  driver?: CommandDriver,
  see: (conversed: Conversed) => Promise<T> = async (conversed) => conversed as T,
): Promise<T> {
  return inAuthorizeWorld(async (world) => {
    prepare?.(world);
    const command = world.startAuthorize(args, options);
    const page = await act(command, world);
    const run = await command.result;
    const exchanges = world.goto.tokenRequests().map(({ request }) => request.body);
    const verifiers = exchanges.map((body) => new URLSearchParams(body).get('code_verifier') ?? '');
    expectNoSecret(run, [...secrets, ...verifiers], page);
    expect(run.stderr + page?.html).not.toMatch(wordsOfTheAction);
    if (page) expectPlainPage(page);
    for (const { headers } of world.github.requests) {
      expect(headers.authorization).toBe(`Bearer ${githubToken}`);
    }
    return see({ ...world, command, run, page });
  }, driver);
}

const signInWhenAsked = async (command: RunningCommand) => {
  const url = await command.waitForUrl().catch(() => undefined);
  return url && signedIn(url);
};

/** The command names its options, and its person instead of a workflow. */
const wordsOfTheAction =
  /\binputs? |(?<!-)\b(client-id|client-secret|github-token|token-url|secret-name|github-api-url)\b(?!-rejected)|new run|the runner/i;

const secrets = [
  ...[clientSecret, githubToken, firstRefreshToken, issuedAccessToken, signInCode],
  btoa(`${clientId}:${clientSecret}`),
];

/** Checks what the run printed, the arguments it gave to programs, and the page it showed. */
export function expectNoSecret(run: CommandRun, values: string[], page?: CallbackPage): void {
  const seen = JSON.stringify([run.stdout, run.stderr, run.calls.map(({ args }) => args), page]);
  for (const spelling of values.flatMap(spellingsOf)) expect(seen).not.toContain(spelling);
}

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
    expect(tag).toMatch(/^<(body|code|h1|head|html|li|meta|p|span|style|title|ul)\b/);
    expect(tag).not.toMatch(/ (on\w+|src|href|style)=/i);
  }
}
