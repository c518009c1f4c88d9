import { CommandError } from '../errors';
import { createGitHub, ghHostname } from '../github/client';
import { hostnameOption } from '../github/recovery';
import { basicCredential, type ClientCredentials, clientsPage } from '../goto/grant';
import { proxyPasswords } from '../http/proxy';
import { createHttpClient } from '../http/request';
import type { Transport } from '../http/retry';
import { commandNames, fromGh } from '../messages/names';
import { describeRetry } from '../messages/network';
import type { Redactor } from '../redactor';
import { isToken, parseCredential, parseToken, type Setting } from '../settings';
import { readGhToken } from './child-process';
import type { Options } from './options';
import type { Output, Terminal } from './terminal';

/**
 * What GitHub and GoTo are called with, what errors call the settings, and where the values came from.
 *
 * @throws CommandError when there is no GitHub token; ActionError when it is invalid
 */
export async function connect(
  { githubApiUrl: baseUrl, repositorySource: repository }: Options,
  { terminal, redactor }: Output,
) {
  for (const password of proxyPasswords()) redactor.mask(password);
  const hostname = ghHostname(new URL(baseUrl));
  const { token, source } = await findGitHubToken(hostname, redactor);
  terminal.aside(`Using the GitHub token from ${source}.`);
  const onRetry: Transport['onRetry'] = (retry) => terminal.aside(describeRetry(retry));
  const transport = { send: createHttpClient().send, onRetry };
  const github = await createGitHub({ token, baseUrl, redactor }, transport);
  const [tokenVariable] = tokenVariables(hostname);
  // Undefined for what the person is asked for.
  const sourceOf = (name: string) => (readVariable(name) === '' ? undefined : name);
  const [clientId, clientSecret] = clientSettings.map(({ name }) => sourceOf(name));
  const sources = { token: source, tokenVariable, hostname, repository, clientId, clientSecret };
  return { github, transport, names: commandNames(sources), sources };
}

/**
 * The variables that may hold the token for a host, as `gh help environment` says: one for github.com
 * is not sent to a GitHub Enterprise Server, which may be anybody's.
 *
 * @param hostname the host as gh names it; undefined for github.com
 */
export function tokenVariables(hostname: string | undefined): [first: string, second: string] {
  const isGitHubCom = hostname === undefined || /(^|\.)github\.com$|\.ghe\.com$/.test(hostname);
  return isGitHubCom
    ? ['GH_TOKEN', 'GITHUB_TOKEN']
    : ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN'];
}

/**
 * The GitHub token for a host, and where it came from: one of the host's variables, or gh.
 *
 * @throws CommandError when there is none; ActionError when a variable holds something else
 */
async function findGitHubToken(
  hostname: string | undefined,
  redactor: Redactor,
): Promise<{ token: string; source: string }> {
  const [first, second] = tokenVariables(hostname);
  for (const name of [first, second]) {
    const token = redactor.mask(readVariable(name));
    if (token !== '') return { token: parseToken(variable(name), token), source: name };
  }
  const token = redactor.mask((await readGhToken(hostname ?? 'github.com')) ?? '');
  if (isToken(token)) return { token, source: fromGh };
  const ghOption = hostnameOption(hostname);
  const aside =
    hostname !== undefined && first !== 'GH_TOKEN' && readVariable('GH_TOKEN') !== ''
      ? ` GH_TOKEN is for github.com, and is not sent to ${hostname}.`
      : '';
  throw new CommandError(
    `There is no GitHub token: ${first} and ${second} are empty, and ${fromGh}${ghOption} prints none.${aside}`,
    `Run gh auth login${ghOption}, or set ${first} to a token that may write secrets.`,
  );
}

const clientSettings = [
  { name: 'GOTO_CLIENT_ID', text: 'Client ID of the OAuth client', secret: false },
  { name: 'GOTO_CLIENT_SECRET', text: 'Client secret (not shown)', secret: true },
];

/**
 * Checks the variables that hold the OAuth client. Returns a function that asks for what is missing.
 *
 * @throws CommandError when something is missing and there is no terminal to ask at; ActionError when
 *   a variable, or an answer, contains a control character
 */
export function createClientReader(
  terminal: Terminal,
  redactor: Redactor,
): (deadline: AbortSignal) => Promise<ClientCredentials> {
  for (const { name } of clientSettings) parseCredential(variable(name), readVariable(name));
  const missing = clientSettings.filter(({ name }) => readVariable(name) === '');
  if (missing.length > 0 && !terminal.canAsk) {
    const names = missing.map(({ name }) => name).join(' and ');
    const hint = `${terminalToUse()}, or set ${names}, from your OAuth client at ${clientsPage}.`;
    throw new CommandError(`${names} must be set, because no question can be asked here.`, hint);
  }
  return async (deadline) => {
    const answers = await terminal.ask(missing, deadline);
    const [clientId = '', clientSecret = ''] = clientSettings.map(({ name, secret }) => {
      const value = readVariable(name) || answers.shift() || '';
      return parseCredential(variable(name), secret ? redactor.mask(value) : value);
    });
    const client = { clientId, clientSecret };
    redactor.mask(basicCredential(client));
    return client;
  };
}

/** The window of Git Bash (mintty) shows pipes, and no terminal, to the programs of Windows. */
function terminalToUse(): string {
  const { MSYSTEM, TERM_PROGRAM } = process.env;
  return MSYSTEM || TERM_PROGRAM === 'mintty'
    ? 'The window of Git Bash is no terminal for this program: write winpty npx.cmd in place of npx there, or run the command in Windows Terminal'
    : 'Run the command in a terminal window';
}

function variable(name: string): Setting {
  return { kind: 'variable', name };
}

function readVariable(name: string): string {
  return process.env[name]?.trim() ?? '';
}
