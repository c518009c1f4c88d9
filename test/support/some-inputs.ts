import type { ValueSources } from '../../src/messages/names';
import { issuedAccessToken, rotatedRefreshToken } from './goto-stand-in';

/** A refresh token as long and as odd as GoTo's, easy to find wherever it should not be. */
export const storedRefreshToken = `eyJzdG9yZWQtcmVmcmVzaA.${'R3fr3sh-'.repeat(24)}stored_0`;

/** The documented sample of a client secret: its `+`, `/` and `=` are where encodings go wrong. */
export const clientSecret = '3naO10IA2agcvG+9I9TGEQ==/x';

export const clientId = 'client-1';

/** The token that the GitHub stand-in accepts unless it is told another. */
export const githubToken =
  'github_pat_11AAAAAAA0secretsWriter_0123456789abcdefghijklmnopqrstuvwxyz';

/** Where nobody listens. Not the discard port, which `fetch` rejects by itself without trying. */
export const nowhere = 'http://127.0.0.1:2';

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
  const inputs = {
    'client-id': clientId,
    'client-secret': clientSecret,
    'refresh-token': storedRefreshToken,
    'github-token': githubToken,
    'token-url': `${nowhere}/oauth/token`,
    'github-api-url': nowhere,
    ...overrides,
  };
  // As JSON has it: without what is undefined.
  return JSON.parse(JSON.stringify(inputs));
}

export interface KnownSecret {
  name: string;
  value: string;
  isInput: boolean;
}

const basicOf = (id: string, secret: string) => Buffer.from(`${id}:${secret}`).toString('base64');

/** All that a run with these inputs must mask and never show, the longest first. */
export function secretsOf(inputs: Record<string, string>): KnownSecret[] {
  const given = (name: string) => (inputs[name] ?? '').trim();
  const secret = given('client-secret');
  const known = {
    'client-secret': secret,
    'refresh-token': given('refresh-token'),
    'personal-access-token': given('personal-access-token'),
    'github-token': given('github-token'),
    'Basic credential': secret && basicOf(given('client-id'), secret),
  };
  const issued = { 'access-token': issuedAccessToken, 'new refresh-token': rotatedRefreshToken };
  return Object.entries({ ...known, ...issued })
    .map(([name, value]) => ({ name, value, isInput: name in known }))
    .filter(({ value }) => value !== '')
    .sort((one, other) => other.value.length - one.value.length);
}

/** The same of a run with `someInputs` and `rotatingAnswer`. */
export const everySecret = secretsOf(someInputs()).map(({ value }) => value);

/** Percent-encoding in its other spelling: %2b for %2B. */
export const inLowerCase = (text: string) => text.replace(/%../g, (octet) => octet.toLowerCase());

/** A secret as it may slip into a text. */
export const spellingsOf = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  inLowerCase(encodeURIComponent(secret)),
  Buffer.from(secret).toString('hex'),
  // In a longer text it stands at one of three offsets, and shares characters with its neighbours.
  ...['', 'x', 'xx'].map((before) => btoa(`${before}${secret}`).slice(4, -4)),
];
