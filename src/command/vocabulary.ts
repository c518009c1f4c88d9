import { clientsPage } from '../goto/grant';
import type { MissingPermission, Vocabulary } from '../vocabulary';

/** Where the values came from, so that an error leads to the place to change. */
export interface ValueSources {
  /** 'GH_TOKEN', or `fromGh` */
  token: string;
  /** where else a token may come from: 'GH_TOKEN' */
  tokenVariable: string;
  /** the host of GitHub as gh names it; undefined for github.com */
  hostname: string | undefined;
  /** 'option --repo', or the git remote */
  repository: string;
  /** 'GOTO_CLIENT_ID'; undefined if the person is asked */
  clientId: string | undefined;
  clientSecret: string | undefined;
}

/** The source of a token that gh printed: the command that prints it. */
export const fromGh = 'gh auth token';

/** The errors of the command name its options, its variables, and what the person can do. */
export function commandVocabulary(sources: ValueSources): Vocabulary {
  const { token, tokenVariable, repository, clientId, clientSecret } = sources;
  return {
    clientId: `the client ID ${origin(clientId)}`,
    clientSecret: `the client secret ${origin(clientSecret)}`,
    githubToken: `the GitHub token from ${token}`,
    tokenUrl: '--token-url',
    githubApiUrl: '--github-api-url',
    repository,
    organization: 'option --org',
    runAgain: 'Run the command again',
    machine: 'this machine',
    setGitHubTokenTo: `Set ${tokenVariable} to`,
    permissionNote: '',
    permissionHint: (missing) => permissionHint(missing, sources),
    writeRefusedHint:
      token === fromGh
        ? 'Ask an administrator there for write access: you can read the list of secrets, but not change them. An archived repository takes no changes at all.'
        : `Give the token in ${token} read and write access there: it can read the list of secrets, but not change them. An archived repository takes no changes at all.`,
    tokenRejectedHint:
      token === fromGh
        ? `Run ${ghAuth('login', sources)} and sign in again: this token has expired or was revoked.`
        : `Set ${token} to another token, or remove it and run ${ghAuth('login', sources)}: this one has expired, was revoked, or was not copied completely.`,
    singleSignOnHint:
      token === fromGh
        ? `Run ${ghAuth('refresh', sources)}, and authorise gh for single sign-on in the browser.`
        : `Authorise the token in ${token} for single sign-on: on GitHub, open Settings, Developer settings, Personal access tokens, and press Configure SSO beside the token.`,
    clientRejectedHint: `Open the OAuth client at ${clientsPage}, and compare its client ID with ${clientId ?? 'the one that you typed'}. GoTo shows the client secret only once: if you are not sure that ${clientSecret ?? 'the one that you typed'} is right, create a new one there. Then run the command again.`,
    secretNotFoundHint:
      'Run this command without --check to store it there, or name the right place with --secret-name, --env or --org.',
    secretNotFoundInEnvironmentHint:
      'Run this command without --check to store it in that environment, or leave out --env if it is stored in the repository. If it has another name, add --secret-name; if it is stored in an organization, write --org in place of --env.',
  };
}

const origin = (variable: string | undefined) =>
  variable === undefined ? 'that you typed' : `from ${variable}`;

function permissionHint(
  { isVisible, where, owner, environment, permission }: MissingPermission,
  sources: ValueSources,
): string {
  const { token } = sources;
  const isOrganization = !owner.includes('/');
  const scope = isOrganization ? 'admin:org' : 'repo';
  const spelling =
    environment === undefined
      ? `Check the spelling of ${owner} in the ${isOrganization ? 'option --org' : sources.repository}.`
      : `Create the environment ${environment} on GitHub, in ${owner} under Settings → Environments, if it is not there yet. In a private repository that takes a paid plan: without one, leave out --env.`;
  const cure =
    token === fromGh
      ? `Run ${ghAuth(`refresh --scopes ${scope}`, sources)}, so that the token of gh has that scope.`
      : `Set ${token} to a personal access token for ${where} with the ${permission}: read and write. A classic token needs the scope ${scope}.`;
  const person = isOrganization ? `an owner of ${owner}` : `an administrator of ${owner}`;
  const help = `If you may not manage the secrets of ${owner} yourself, ask ${person} to let you, or to run this command.`;
  return [...(isVisible ? [] : [spelling]), cure, help].join(' ');
}

function ghAuth(command: string, { hostname }: ValueSources): string {
  return `gh auth ${command}${hostname === undefined ? '' : ` --hostname ${hostname}`}`;
}
