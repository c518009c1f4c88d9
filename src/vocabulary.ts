/**
 * The names of settings, and the hints, that differ between the action and the command, for the
 * errors of the libraries. So an error names what its reader can change.
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
  /** what to do for another try: 'Start a new run', 'Run the command again' */
  runAgain: string;
  /** where the program runs: 'the runner', 'this machine' */
  machine: string;
  /** 'Set github-token to', continued by the error */
  setGitHubTokenTo: string;
  /** What else to know about the permission, with a leading space; may be empty. */
  permissionNote: string;
  /** What to do about a missing permission, in place of the action's words. */
  permissionHint?: (missing: MissingPermission) => string;
  /** What to do about a write that GitHub refused after the reads, in place of the action's words. */
  writeRefusedHint?: string;
  /** What to do when GitHub does not accept the token. */
  tokenRejectedHint: string;
  /** What to do when GitHub wants single sign-on. */
  singleSignOnHint: string;
  /** What to do when GoTo does not know the OAuth client, or not with this secret. */
  clientRejectedHint: string;
  /** What to do when the repository or the organization has no such secret. */
  secretNotFoundHint: string;
  secretNotFoundInEnvironmentHint: string;
}

/** A place whose secrets the GitHub token may not manage. */
export interface MissingPermission {
  /** false if GitHub does not even show it: then it may not exist */
  isVisible: boolean;
  /** 'environment production of repository octo/webinars' */
  where: string;
  /** 'octo/webinars', or an organization: 'octo' */
  owner: string;
  /** 'production', if it is one */
  environment: string | undefined;
  /** 'repository permission Secrets' */
  permission: string;
}
