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
    secretNotFoundHint:
      'Run this command without --check to store it there, or name the right place with --secret-name, --env or --org.',
  };
}
