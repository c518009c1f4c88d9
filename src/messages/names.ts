import { repository } from '../../package.json';

/** Where this action and its issues are. */
export const repositoryUrl = repository.replace('github:', 'https://github.com/');

/** What to do when only a new sign-in helps, as a part of a sentence. */
export const authorizeAgain = 'authorize again (README, "Set up", step 2)';

/** What a program calls its settings, so that an error names what its reader can change. */
export interface Names {
  // As they stand in a sentence: 'client-id', '--token-url'.
  clientId: string;
  clientSecret: string;
  githubToken: string;
  tokenUrl: string;
  githubApiUrl: string;
  // The same with their kind: 'input repository', 'option --repo'.
  repository: string;
  organization: string;
  /** what to do for another try: 'Start a new run', 'Run the command again' */
  runAgain: string;
  /** where the program runs: 'the runner', 'this machine' */
  machine: string;
  /** 'Set github-token to', continued by the error */
  setGitHubTokenTo: string;
  /** where the values of the command came from; undefined in the action */
  sources: ValueSources | undefined;
}

/** Where the values of the command came from, so that an error leads to the place to change. */
export interface ValueSources {
  /** 'GH_TOKEN', or `fromGh` */
  token: string;
  /** where else a token may come from: 'GH_TOKEN' */
  tokenVariable: string;
  /** the host of GitHub as gh names it; undefined for github.com */
  hostname: string | undefined;
  /** 'option --repo', 'git remote origin' */
  repository: string;
  /** 'GOTO_CLIENT_ID'; undefined if the person is asked */
  clientId: string | undefined;
  clientSecret: string | undefined;
}

/** The source of a token that gh printed: the command that prints it. */
export const fromGh = 'gh auth token';

/** The action names the inputs of `action.yml`. */
export const actionNames: Names = {
  clientId: 'client-id',
  clientSecret: 'client-secret',
  githubToken: 'github-token',
  tokenUrl: 'token-url',
  githubApiUrl: 'github-api-url',
  repository: 'input repository',
  organization: 'input organization',
  runAgain: 'Start a new run',
  machine: 'the runner',
  setGitHubTokenTo: 'Set github-token to',
  sources: undefined,
};

/** The command names its options and its variables. */
export function commandNames(sources: ValueSources): Names {
  const origin = (variable: string | undefined) =>
    variable === undefined ? 'that you typed' : `from ${variable}`;
  return {
    clientId: `the client ID ${origin(sources.clientId)}`,
    clientSecret: `the client secret ${origin(sources.clientSecret)}`,
    githubToken: `the GitHub token from ${sources.token}`,
    tokenUrl: '--token-url',
    githubApiUrl: '--github-api-url',
    repository: sources.repository,
    organization: 'option --org',
    runAgain: 'Run the command again',
    machine: 'this machine',
    setGitHubTokenTo: `Set ${sources.tokenVariable} to`,
    sources,
  };
}
