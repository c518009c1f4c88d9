import { createGitHub, type GitHub, ghHostname } from '../github/client';
import { proxyPasswords } from '../http/proxy';
import { createHttpClient } from '../http/request';
import type { Transport } from '../http/retry';
import type { Redactor } from '../redactor';
import type { Vocabulary } from '../vocabulary';
import { clientSources, readGitHubToken, tokenVariables } from './credentials';
import type { Options } from './options';
import type { Terminal } from './terminal';
import { commandVocabulary } from './vocabulary';

/** GitHub, with the token of the person at the terminal. */
export interface Connection {
  github: GitHub;
  /** where the token came from: 'GH_TOKEN', 'gh auth token', … */
  tokenSource: string;
  /** the variable that another token can be put into: 'GH_TOKEN' */
  tokenVariable: string;
  transport: Transport;
  vocabulary: Vocabulary;
}

/** @throws CommandError when there is no GitHub token; ActionError when it, or a proxy, is invalid */
export async function connect(
  { githubApiUrl: baseUrl, repositorySource }: Options,
  { terminal, redactor }: { terminal: Terminal; redactor: Redactor },
): Promise<Connection> {
  for (const password of proxyPasswords()) redactor.mask(password);
  const hostname = ghHostname(new URL(baseUrl));
  const { token, source } = await readGitHubToken(hostname, redactor);
  terminal.aside(`Using the GitHub token from ${source}.`);
  const transport = { send: createHttpClient().send, log: (line: string) => terminal.aside(line) };
  const [tokenVariable] = tokenVariables(hostname);
  const vocabulary = commandVocabulary({
    token: source,
    tokenVariable,
    hostname,
    repository: repositorySource,
    ...clientSources(),
  });
  const github = await createGitHub({ token, baseUrl, redactor, vocabulary }, transport);
  return { github, tokenSource: source, tokenVariable, transport, vocabulary };
}
