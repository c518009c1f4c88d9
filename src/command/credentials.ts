import { basicCredential, type ClientCredentials } from '../goto/grant';
import type { Redactor } from '../redactor';
import { isToken, parseText, parseToken, type Setting } from '../settings';
import { run } from './child-process';
import { CommandError } from './command-error';
import type { Terminal } from './terminal';

interface GitHubToken {
  token: string;
  /** where it came from: 'GH_TOKEN', 'GITHUB_TOKEN' or 'gh' */
  source: string;
}

/**
 * The GitHub token from GH_TOKEN, GITHUB_TOKEN, or gh.
 *
 * @param hostname the host as gh names it; undefined for github.com
 * @throws CommandError when there is none; ActionError when a variable holds something else
 */
export async function readGitHubToken(
  hostname: string | undefined,
  redactor: Redactor,
): Promise<GitHubToken> {
  for (const name of ['GH_TOKEN', 'GITHUB_TOKEN']) {
    const token = redactor.mask(readVariable(name));
    if (token !== '') return { token: parseToken(variable(name), token), source: name };
  }
  const host = hostname === undefined ? [] : ['--hostname', hostname];
  const token = redactor.mask((await run('gh', ['auth', 'token', ...host])) ?? '');
  if (isToken(token)) return { token, source: 'gh' };
  throw new CommandError(
    'There is no GitHub token: GH_TOKEN and GITHUB_TOKEN are empty, and gh returns none.',
    'Sign in with gh auth login, or set GH_TOKEN to a token that may write secrets.',
  );
}

/**
 * Prepares to read the OAuth client from GOTO_CLIENT_ID and GOTO_CLIENT_SECRET. Returns a function
 * that asks for what is missing.
 *
 * @throws CommandError when something is missing and there is no terminal to ask at; ActionError when
 *   a variable, or an answer, contains a control character
 */
export function createClientReader(
  terminal: Terminal,
  redactor: Redactor,
): (deadline: AbortSignal) => Promise<ClientCredentials> {
  const settings = [
    { name: 'GOTO_CLIENT_ID', text: 'Client ID of the OAuth client', secret: false },
    { name: 'GOTO_CLIENT_SECRET', text: 'Client secret (not shown)', secret: true },
  ];
  for (const { name } of settings) parseText(variable(name), readVariable(name));
  const missing = settings.filter(({ name }) => readVariable(name) === '');
  if (missing.length > 0 && !terminal.canAsk) {
    const names = missing.map(({ name }) => name).join(' and ');
    const hint = `Run the command in a terminal window, or set ${names}, from the OAuth client that you created at developer.goto.com.`;
    throw new CommandError(`${names} must be set, because no question can be asked here.`, hint);
  }
  return async (deadline) => {
    const answers = await terminal.ask(missing, deadline);
    const [clientId = '', clientSecret = ''] = settings.map(({ name, secret }) => {
      const value = readVariable(name) || answers.shift() || '';
      return parseText(variable(name), secret ? redactor.mask(value) : value);
    });
    const client = { clientId, clientSecret };
    redactor.mask(basicCredential(client));
    return client;
  };
}

function variable(name: string): Setting {
  return { kind: 'variable', name };
}

function readVariable(name: string): string {
  return process.env[name]?.trim() ?? '';
}
