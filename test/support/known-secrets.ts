import { issuedAccessToken, rotatedRefreshToken } from './goto-answers';
import { clientId, clientSecret, githubToken, storedRefreshToken } from './some-inputs';

/** Something that must not be seen, and what to call it. */
export interface KnownSecret {
  name: string;
  value: string;
  isInput: boolean;
}

const basicOf = (id = '', secret = '') => Buffer.from(`${id}:${secret}`).toString('base64');

/** All that a run with these inputs must mask and never show, the longest first. */
export function secretsOf(inputs: Record<string, string>): KnownSecret[] {
  const given = (name: string) => (inputs[name] ?? '').trim();
  const secret = given('client-secret');
  const known: [name: string, value: string, isInput: boolean][] = [
    ['client-secret', secret, true],
    ['refresh-token', given('refresh-token'), true],
    ['personal-access-token', given('personal-access-token'), true],
    ['github-token', given('github-token'), true],
    ['Basic credential', secret === '' ? '' : basicOf(given('client-id'), secret), true],
    ['access-token', issuedAccessToken, false],
    ['new refresh-token', rotatedRefreshToken, false],
  ];
  return known
    .filter(([, value]) => value !== '')
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([name, value, isInput]) => ({ name, value, isInput }));
}

/** The secrets of a run with `someInputs` that are known before GoTo is asked. */
export const inputSecrets = [
  clientSecret,
  storedRefreshToken,
  githubToken,
  basicOf(clientId, clientSecret),
];

/** Those, and what `rotatingAnswer` adds to them: all that a run must mask and never show. */
export const everySecret = [...inputSecrets, issuedAccessToken, rotatedRefreshToken];

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
