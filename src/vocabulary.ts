/**
 * What a program calls the things that the errors of the libraries mention. The action and the
 * command each bring their own, so that an error names what the reader can change.
 */
export interface Vocabulary {
  // Settings, as they stand in a sentence: 'client-id', '--repo'.
  clientId: string;
  clientSecret: string;
  githubToken: string;
  tokenUrl: string;
  githubApiUrl: string;
  // The same with their kind: 'input repository', 'option --repo'.
  repository: string;
  organization: string;
  /** where the program runs: 'the runner', 'this machine' */
  machine: string;
  /** The start of a sentence that goes on 'a personal access token or …': 'Set github-token to' */
  provideGitHubToken: string;
  /** What else to know about the GitHub token, as a sentence to follow another; may be empty. */
  githubTokenNote: string;
  /** What to do with a GitHub token that has expired, as a sentence. */
  replaceGitHubToken: string;
  /** What to do when the place is there and has no such secret, as a sentence. */
  nameTheSecret: string;
}
