import { connectToGitHub, type GitHub, ghHostname } from '../github/client';
import { createSend } from '../http/request';
import type { Transport } from '../http/retry';
import type { Secrets } from '../redactor';
import { readGitHubToken } from './credentials';
import type { Options } from './options';
import type { Terminal } from './terminal';

/** GitHub, with the token of the person at the terminal. */
export interface Connection {
  github: GitHub;
  /** where the token came from: 'GH_TOKEN', 'GITHUB_TOKEN' or 'gh' */
  tokenSource: string;
  transport: Transport;
}

/** @throws CommandError when there is no GitHub token; ActionError when it, or a proxy, is set wrongly */
export async function connect(
  { githubApiUrl: baseUrl }: Options,
  { terminal, secrets }: { terminal: Terminal; secrets: Secrets },
): Promise<Connection> {
  const { token, from } = await readGitHubToken(ghHostname(new URL(baseUrl)), secrets);
  terminal.aside(`Using the GitHub token of ${from}.`);
  const transport = { send: createSend(), log: (line: string) => terminal.aside(line) };
  const github = await connectToGitHub({ token, baseUrl, secrets }, transport);
  return { github, tokenSource: from, transport };
}
