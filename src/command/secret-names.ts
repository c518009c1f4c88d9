/** The secrets besides the refresh token, as the workflows read them. */
export const secretNames = {
  clientId: 'GOTO_CLIENT_ID',
  clientSecret: 'GOTO_CLIENT_SECRET',
  githubToken: 'SECRETS_WRITER_TOKEN',
};
