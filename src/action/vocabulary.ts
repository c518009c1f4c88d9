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
  machine: 'the runner',
  provideGitHubToken: 'Set github-token to',
  githubTokenNote:
    " The workflow's own GITHUB_TOKEN can never manage secrets, whatever its permissions.",
  replaceGitHubToken:
    'Create a new token and save it where github-token comes from: this one has expired, was revoked, or was not copied completely.',
  nameTheSecret:
    'Name the secret that refresh-token is read from: its name in secret-name, and its place in environment or organization if it is stored there. This action updates a secret and does not create one.',
};
