import { expect, it } from 'vitest';
import { printSignedIn, type SignInTokens } from '../../src/command/sign-in';
import { Screen, type Terminal } from '../../src/command/terminal';
import { jwt } from '../support/goto-stand-in';

function signedIn(tokens: Partial<SignInTokens>, scope?: string): string {
  let text = '\n';
  const stream = { write: (chunk: string) => (text += chunk) };
  const terminal = new Screen(stream as unknown as NodeJS.WriteStream) as Terminal;
  const all = { refreshToken: 'r1', principal: 'ann', scope: 'collab:', ...tokens };
  printSignedIn(terminal, all, scope);
  return text;
}

it('a sign-in says how long the refresh token works, if the token says so', () => {
  const refreshToken = jwt({ expiresAt: new Date('2099-01-02T03:04:05Z') });
  expect(signedIn({ refreshToken, scope: 'identity:scim.me' })).toMatchInlineSnapshot(`
    "
    ✓ Signed in to GoTo as ann.
      Granted scopes: identity:scim.me
      The refresh token works until 2099-01-02T03:04:05Z. If the workflow runs every day, it gets a new one before that.
    "
  `);
});

it.each([
  [undefined, 'tick identity:scim.me in the OAuth client at developer.logmeininc.com/clients'],
  ['collab:', 'add identity:scim.me to --scope'],
  ['collab: identity:scim.me', 'tick identity:scim.me in the OAuth client'],
])('without the scope of the organizer, when %s was requested, it says: %s', (scope, cure) => {
  const warning = '! The scope identity:scim.me was not granted. The action needs it only for';
  expect(signedIn({}, scope)).toContain(`\n  Granted scopes: collab:\n${warning}`);
  expect(signedIn({}, scope)).toContain(`If you use that, ${cure}`);
});
