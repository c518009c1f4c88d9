import { issuedAccessToken, rotatedRefreshToken } from './goto-answers';
import { clientId, clientSecret, githubToken, storedRefreshToken } from './some-inputs';

/** The credentials as GoTo is sent them. */
const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');

/** The secrets of a run with `someInputs` that are known before GoTo is asked. */
export const inputSecrets = [clientSecret, storedRefreshToken, githubToken, basic];

/** Those, and what `rotatingAnswer` adds to them: all that a run must mask and never show. */
export const everySecret = [...inputSecrets, issuedAccessToken, rotatedRefreshToken];

/** Percent-encoding in its other spelling: %2b for %2B. */
export const inLowerCase = (text: string) => text.replace(/%../g, (octet) => octet.toLowerCase());

/** A secret as it may slip into a text. */
export const spellingsOf = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  inLowerCase(encodeURIComponent(secret)),
  btoa(secret).replace(/=+$/, ''),
];
