import fc from 'fast-check';
import { expect, it } from 'vitest';
import { source } from '../support/action';
import { issuedAccessToken, rotatedRefreshToken } from '../support/goto-stand-in';
import { expectNoSecret } from '../support/run-checks';
import { clientSecret, storedRefreshToken } from '../support/some-inputs';
import { inWorld, secretName, storedIn } from '../support/world';

/*
 * What GoTo may say around a refresh token: the token is held, and nothing of a secret is shown.
 */

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue() },
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '\ud800',
    `\udc00${rotatedRefreshToken}\ud800`,
    `%${'25'.repeat(20_000)}`,
    '&amp;'.repeat(8_000),
    '\\'.repeat(30_000),
    'x'.repeat(300_000),
    '\n::error::y\n##[error]x',
    `a ${clientSecret} b`,
    issuedAccessToken,
  ),
);
const names = ['access_token', 'token_type', 'expires_in', 'scope', 'principal', 'organizer_key'];
const said = ['error', 'error_description', 'message', '__proto__', 'toString', ''];
const around = fc.dictionary(fc.constantFrom(...names, ...said), hostile, {
  noNullPrototype: true,
});

it(
  'a valid refresh token is stored, whatever is around it, and nothing is shown of it',
  () =>
    inWorld((world) =>
      fc.assert(
        fc.asyncProperty(around, fc.boolean(), async (fields, isDebug) => {
          world.repository.secret(secretName).value = storedRefreshToken;
          const body = { ...fields, refresh_token: rotatedRefreshToken };
          world.goto.next({ status: 200, body });
          const env = { RUNNER_DEBUG: isDebug ? '1' : '0' };
          const run = await source.runAction({ inputs: world.inputs(), env });
          expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
          expect(Object.values(run.outputs).join()).not.toContain(rotatedRefreshToken);
          expectNoSecret(run);
          expect(['goto-answer-invalid', undefined]).toContain(run.outputs['error-code']);
        }),
        { numRuns: 40 },
      ),
    ),
  120_000,
);
