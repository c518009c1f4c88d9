import { clientsPage } from '../goto/grant';
import type { Vocabulary } from '../vocabulary';

/** The errors of the action name the inputs of `action.yml`. */
export const actionVocabulary: Vocabulary = {
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
  permissionNote:
    " The workflow's own GITHUB_TOKEN can never manage secrets, whatever its permissions.",
  tokenRejectedHint:
    'Create a new token and save it where github-token comes from: this one has expired, was revoked, or was not copied completely.',
  singleSignOnHint:
    'Authorise github-token for single sign-on: its owner opens Settings, Developer settings, Personal access tokens on GitHub, and presses Configure SSO beside the token.',
  clientRejectedHint: `Copy client-id again from the OAuth client at ${clientsPage} and save it. GoTo shows client-secret only once: create a new one and save it too.`,
  secretNotFoundHint:
    'Set secret-name to the name of the secret in refresh-token, and environment or organization if it is stored there. If no refresh token is saved yet, see README, "Set up": this action updates a secret and does not create one.',
  secretNotFoundInEnvironmentHint:
    'Remove the input environment if the secret in refresh-token is stored in the repository, or store it in that environment. If it is there under another name, set secret-name; if it is stored in an organization, set organization instead of environment. If no refresh token is saved yet, see README, "Set up": this action updates a secret and does not create one.',
};
