import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Redactor } from '../../src/redactor';
import { runInProcess } from '../support/drivers';
import { issuedAccessToken, oauthError, rotatedRefreshToken } from '../support/goto-answers';
import { everySecret } from '../support/known-secrets';
import { expectNoSecret, failureOf } from '../support/run-checks';
import { spokenLines } from '../support/runner-log';
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

describe('a valid refresh token', () => {
  it(
    'is stored, whatever is around it, and nothing is shown of it',
    () =>
      inWorld((world) =>
        fc.assert(
          fc.asyncProperty(around, fc.boolean(), async (fields, isDebug) => {
            world.repository.secret(secretName).value = storedRefreshToken;
            const body = { ...fields, refresh_token: rotatedRefreshToken };
            world.goto.next({ status: 200, body });
            const env = { RUNNER_DEBUG: isDebug ? '1' : '0' };
            const run = await runInProcess({ inputs: world.inputs(), env });
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
});

const base64 = (text: string) => Buffer.from(text).toString('base64');
const percent = (text: string) => text.replace(/./g, (one) => `%${hex(one)}`);
const hex = (text: string) => Buffer.from(text).toString('hex');
const spellings: Record<string, (secret: string) => string> = {
  'as it is': (secret) => secret,
  'in capitals': (secret) => secret.toUpperCase(),
  'in base64': (secret) => base64(secret).replace(/=+$/, ''),
  'in base64 of a longer text': (secret) => base64(`x${secret}yy`),
  'in base64 of another': (secret) => base64(`xx${secret}y`),
  'in base64 for URLs': (secret) => Buffer.from(`{"${secret}"}`).toString('base64url'),
  'in hexadecimal': hex,
  'in percent-encoding': percent,
  'in percent-encoding twice': (secret) => encodeURIComponent(percent(secret)),
  'in JSON': (secret) => secret.replace(/./g, (one) => `\\u00${hex(one)}`),
  'in JSON twice': (secret) => JSON.stringify(JSON.stringify(`"${secret}/"`)),
  'in HTML': (secret) => secret.replace(/./g, (one) => `&#x${hex(one)};`),
  'in HTML, by numbers': (secret) => secret.replace(/./g, (one) => `&#${one.charCodeAt(0)};`),
};
const parts: Record<string, (secret: string) => string> = {
  whole: (secret) => secret,
  'without its last character': (secret) => secret.slice(0, -1),
  'without its first character': (secret) => secret.slice(1),
  'of which 13 characters are left': (secret) => secret.slice(5, 18),
};
const quotations = Object.entries(parts).flatMap(([part, cut]) =>
  Object.entries(spellings).map(([form, spell]) => [part, form, (s: string) => spell(cut(s))]),
) as [string, string, (secret: string) => string][];

describe('a secret', () => {
  it.each(quotations)('%s, %s, is not quoted', (_part, form, spell) =>
    inWorld(async (world) => {
      for (const secret of [clientSecret, storedRefreshToken.slice(-40)]) {
        const spelt = spell(secret);
        world.goto.next(oauthError('invalid_grant', { description: `<<${spelt}>>` }));
        const run = await runInProcess({ inputs: world.inputs() });
        failureOf(run, 'refresh-token-rejected');
        const seen = spokenLines(run.lines).join('\n');
        expect(seen).toMatch(/<<.{0,12}\*{3}.{0,12}>>/);
        // The first and last characters of base64 are shared with the neighbours.
        const margin = form.startsWith('in base64') ? 4 : 0;
        for (let at = margin; at + 12 + margin <= spelt.length; at += 1) {
          expect(seen).not.toContain(spelt.slice(at, at + 12));
        }
      }
    }),
  );
});

describe('a text', () => {
  const redactor = new Redactor(() => undefined);
  beforeAll(() => {
    for (const secret of [...everySecret, 'A'.repeat(4_000), base64(storedRefreshToken)]) {
      redactor.mask(secret);
    }
  });

  /** The least of three measurements: other work of this process counts too. */
  function cpuMs(act: () => void): number {
    const times = [1, 2, 3].map(() => {
      const before = process.cpuUsage();
      act();
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    });
    return Math.min(...times);
  }

  const pieces = fc.constantFrom('%25', '&amp;', '\\u005c', '\\\\', 'A', 'İ', '\ud800', '\u200b');
  const long = fc
    .tuple(fc.string({ unit: 'binary' }), pieces, fc.constantFrom(...everySecret))
    .map(([text, piece, secret]) => text + piece.repeat(5_000) + secret + text.repeat(500));

  it('is cleaned in under 50 ms, and never throws', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 5_000 }), long), (text) => {
        expect(cpuMs(() => redactor.quote('GoTo', text, text))).toBeLessThan(50);
      }),
      { numRuns: 60 },
    ));
});
