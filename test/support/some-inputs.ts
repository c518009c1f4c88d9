import type { ValueSources } from '../../src/messages/names';

/** A refresh token as long and as odd as GoTo's, easy to find wherever it should not be. */
export const storedRefreshToken = `eyJzdG9yZWQtcmVmcmVzaA.${'R3fr3sh-'.repeat(24)}stored_0`;

/** The documented sample of a client secret: its `+`, `/` and `=` are where encodings go wrong. */
export const clientSecret = '3naO10IA2agcvG+9I9TGEQ==/x';

export const clientId = 'client-1';

/** The token that the GitHub stand-in accepts unless it is told another. */
export const githubToken =
  'github_pat_11AAAAAAA0secretsWriter_0123456789abcdefghijklmnopqrstuvwxyz';

/**
 * Where nobody listens: a request that no test planned is refused at once. Not the discard port,
 * which `fetch` rejects by itself without trying.
 */
export const nowhere = 'http://127.0.0.1:2';

/** Where the command found its values, in a run with variables. */
export const someSources: ValueSources = {
  token: 'GH_TOKEN',
  tokenVariable: 'GH_TOKEN',
  hostname: undefined,
  repository: 'option --repo',
  clientId: 'GOTO_CLIENT_ID',
  clientSecret: 'GOTO_CLIENT_SECRET',
};

/**
 * A complete set of valid inputs for a run. A test overrides what it is about and adds the URLs of
 * its stand-ins; an override of `undefined` leaves the input out.
 */
export function someInputs(
  overrides: Record<string, string | undefined> = {},
): Record<string, string> {
  const inputs: Record<string, string | undefined> = {
    'client-id': clientId,
    'client-secret': clientSecret,
    'refresh-token': storedRefreshToken,
    'github-token': githubToken,
    'token-url': `${nowhere}/oauth/token`,
    'github-api-url': nowhere,
    ...overrides,
  };
  return Object.fromEntries(
    Object.entries(inputs).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
