import { basicCredential, type ClientCredentials } from '../goto/token-request';
import type { Secrets } from '../redactor';
import { isToken, tokenCharacters, withoutControlCharacters } from '../settings';
import { run } from './child-process';
import { CommandError } from './command-error';
import type { Terminal } from './terminal';

/** A GitHub token, and where it came from: a variable, or gh. */
export interface GitHubToken {
  token: string;
  from: string;
}

/**
 * The GitHub token: of GH_TOKEN, GITHUB_TOKEN, or gh.
 *
 * @param hostname the host as gh knows it; undefined for github.com
 * @throws CommandError when there is none; ActionError when a variable holds something else
 */
export async function readGitHubToken(
  hostname: string | undefined,
  secrets: Secrets,
): Promise<GitHubToken> {
  for (const variable of ['GH_TOKEN', 'GITHUB_TOKEN']) {
    const token = secrets.mask(readVariable(variable));
    if (token !== '') return { token: tokenCharacters(variable, token), from: variable };
  }
  const host = hostname === undefined ? [] : ['--hostname', hostname];
  const token = secrets.mask((await run('gh', ['auth', 'token', ...host])) ?? '');
  if (isToken(token)) return { token, from: 'gh' };
  throw new CommandError(
    'There is no GitHub token: GH_TOKEN and GITHUB_TOKEN are empty, and gh gives none.',
    'Sign in with gh auth login, or set GH_TOKEN to a token that may write secrets.',
  );
}

/**
 * The OAuth client: of GOTO_CLIENT_ID and GOTO_CLIENT_SECRET. Gives a function that asks for what is
 * missing.
 *
 * @throws CommandError when something is missing and nobody can be asked; ActionError when a variable,
 *   or an answer, holds a control character
 */
export function clientReader(
  terminal: Terminal,
  secrets: Secrets,
): (over: AbortSignal) => Promise<ClientCredentials> {
  const settings = [
    { variable: 'GOTO_CLIENT_ID', text: 'Client ID of the OAuth client', secret: false },
    { variable: 'GOTO_CLIENT_SECRET', text: 'Client secret (not shown)', secret: true },
  ];
  for (const { variable } of settings) {
    withoutControlCharacters(variable, readVariable(variable));
  }
  const missing = settings.filter(({ variable }) => readVariable(variable) === '');
  if (missing.length > 0 && !terminal.canAsk) {
    const names = missing.map(({ variable }) => variable).join(' and ');
    const hint = `Set ${names}. The client is the one you made at developer.goto.com, under OAuth Clients.`;
    throw new CommandError(`${names} must be set, since there is no terminal to ask at.`, hint);
  }
  return async (over) => {
    const answers = await terminal.ask(missing, over);
    const [clientId = '', clientSecret = ''] = settings.map(({ variable, secret }) => {
      const value = readVariable(variable) || answers.shift() || '';
      return withoutControlCharacters(variable, secret ? secrets.mask(value) : value);
    });
    const client = { clientId, clientSecret };
    secrets.mask(basicCredential(client));
    return client;
  };
}

function readVariable(name: string): string {
  return process.env[name]?.trim() ?? '';
}
