import { expect } from 'vitest';
import { type CallbackPage, signInCode } from './callback';
import { firstRefreshToken, issuedAccessToken } from './goto-answers';
import { spellingsOf } from './known-secrets';
import type { CommandRun } from './run-command';
import { clientId, clientSecret, githubToken } from './some-inputs';

/*
 * What the tests of the command have in common to look at.
 */

/** What no run of the command shows, with the credentials of `inAuthorizeWorld`. */
const everySecret = [
  clientSecret,
  githubToken,
  firstRefreshToken,
  issuedAccessToken,
  signInCode,
  Buffer.from(`${clientId}:${clientSecret}`).toString('base64'),
];

/** Checks what the run printed, the arguments it gave to programs, and the pages it showed. */
export function expectNoSecret(
  { stdout, stderr, calls }: CommandRun,
  { pages = [], secrets = everySecret }: { pages?: CallbackPage[]; secrets?: string[] } = {},
): void {
  const seen = [
    stdout,
    stderr,
    ...calls.flatMap(({ args }) => args),
    ...pages.flatMap(({ headers, html }) => [JSON.stringify(headers), html]),
  ].join('\n');
  for (const spelling of secrets.flatMap(spellingsOf)) expect(seen).not.toContain(spelling);
}
