import { once } from 'node:events';
import { createServer } from 'node:net';
import type { GitHubPlace } from './github-place';
import { type GitHubStandIn, startGitHub } from './github-stand-in';
import { codeAnswer } from './goto-answers';
import { type GoToOAuthServer, startGoToOAuthServer } from './goto-oauth-server';
import { type GoToStandIn, startGoTo } from './goto-stand-in';
import {
  builtOn,
  type CommandDriver,
  type CommandOptions,
  type CommandRun,
  type RunningCommand,
} from './run-command';
import { clientId, clientSecret } from './some-inputs';

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
