import type { Vocabulary } from '../vocabulary';

/**
 * The errors of the command name its options and what the person can do.
 *
 * @param tokenSource where the GitHub token came from: 'GH_TOKEN', 'GITHUB_TOKEN' or 'gh'
 */
export function commandVocabulary(tokenSource: string): Vocabulary {
  return {
    clientId: 'the client ID',
    clientSecret: 'the client secret',
    githubToken: `the GitHub token from ${tokenSource}`,
    tokenUrl: '--token-url',
    githubApiUrl: '--github-api-url',
    repository: 'option --repo',
    organization: 'option --org',
    runAgain: 'Run the command again',
    machine: 'this machine',
    setGitHubTokenTo: 'Set GH_TOKEN to',
    permissionNote: '',
    tokenRejectedHint:
      'Sign in with gh auth login, or set GH_TOKEN to another token: this one has expired, was revoked, or was not copied completely.',
    singleSignOnHint:
      'Authorise the token for single sign-on: run gh auth refresh for the token of gh. For a personal access token, open Settings, Developer settings, Personal access tokens on GitHub, and press Configure SSO beside the token.',
    secretNotFoundHint:
      'Run this command without --check to store it there, or name the right place with --secret-name, --env or --org.',
    secretNotFoundInEnvironmentHint:
      'Run this command without --check to store it in that environment, or leave out --env if it is stored in the repository. If it has another name, add --secret-name; if it is stored in an organization, write --org in place of --env.',
  };
}
