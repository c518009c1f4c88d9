import { freePort } from './free-port';
import type { GitHubPlace } from './github-place';
import { type GitHubStandIn, startGitHub } from './github-stand-in';
import { codeAnswer } from './goto-answers';
import { type GoToOAuthServer, startGoToOAuthServer } from './goto-oauth-server';
import { type GoToStandIn, startGoTo } from './goto-stand-in';
import {
  type CommandOptions,
  type CommandRun,
  type RunningCommand,
  startCommand,
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
export function inAuthorizeWorld(
  act: (world: AuthorizeWorld) => Promise<void>,
  prepare?: (world: AuthorizeWorld) => void,
): Promise<void> {
  return inWorldOf(
    async () => {
      const goto = await startGoTo();
      goto.always(codeAnswer());
      const { origin, url: tokenUrl } = goto;
      return {
        goto,
        client: { clientId, clientSecret, authorizeUrl: `${origin}/oauth/authorize`, tokenUrl },
      };
    },
    act,
    prepare,
  );
}

/** The same with a real OAuth server, where a browser can sign in. */
export function inSignInWorld(
  act: (world: AuthorizeWorld<GoToOAuthServer>) => Promise<void>,
): Promise<void> {
  return inWorldOf(async (redirectUri) => {
    const goto = await startGoToOAuthServer({ redirectUri });
    return { goto, client: goto };
  }, act);
}

interface Client {
  clientId: string;
  clientSecret: string;
  authorizeUrl: string;
  tokenUrl: string;
}

async function inWorldOf<GoTo extends SignInServer>(
  start: (redirectUri: string) => Promise<{ goto: GoTo; client: Client }>,
  act: (world: AuthorizeWorld<GoTo>) => Promise<void>,
  prepare?: (world: AuthorizeWorld<GoTo>) => void,
): Promise<void> {
  const port = await freePort();
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
    const command = startCommand({
      ...options,
      args: ['authorize', ...args, ...left.flat()],
      env: given({
        GOTO_CLIENT_ID: client.clientId,
        GOTO_CLIENT_SECRET: client.clientSecret,
        GH_TOKEN: github.token,
        ...options.env,
      }),
    });
    commands.push(command);
    return command;
  };
  const world: AuthorizeWorld<GoTo> = {
    goto,
    github,
    repository: github.addRepository('octo/webinars'),
    port,
    startAuthorize,
    runAuthorize: (args, options) => startAuthorize(args, options).result,
  };
  try {
    prepare?.(world);
    await act(world);
    const unspent = [...goto.unspentFaults(), ...github.unspentFaults()];
    if (unspent.length > 0) throw new Error(`Planned and never met: ${unspent.join('; ')}`);
  } finally {
    await Promise.all(commands.map((command) => command.dispose()));
    await Promise.all([goto.close(), github.close()]);
  }
}

function given(variables: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
