import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jwtClaims } from '../../src/goto/jwt';

const encode = (text: string) => Buffer.from(text).toString('base64url');
const jwt = (claims: unknown) => `${encode('{"alg":"RS512"}')}.${encode(JSON.stringify(claims))}.s`;

describe('the claims of a token', () => {
  it.each([
    [
      { typ: 'r', exp: 1796083200, sub: '1' },
      { typ: 'r', exp: new Date('2026-12-01T00:00:00Z') },
    ],
    [{ exp: 1.5 }, { exp: new Date(1500) }],
    [{ typ: 'a' }, { typ: 'a' }],
    [{ exp: '1796083200' }, {}],
    [{ exp: 0 }, {}],
    [{ exp: -1 }, {}],
    [{ exp: 1e300 }, {}],
    // Milliseconds, taken for seconds, are later than the year 9999.
    [{ exp: 1796083200000 }, {}],
    [{ exp: [1796083200], typ: {} }, {}],
    [[], {}],
    [null, {}],
    ['text', {}],
  ])('are, of %j, %j', (claims, expected) => {
    expect(jwtClaims(jwt(claims))).toEqual(expected);
  });

  it.each([
    'opaque',
    'a.b',
    'a.b.c',
    `${encode('{}')}.${encode('{"exp":1796083200')}.s`,
    `h.${encode('{"exp":1796083200}')}`,
  ])('are none, of %s', (token) => {
    expect(jwtClaims(token)).toEqual({});
  });

  it('never throw, and are a valid date or none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.anything().map(asJwt)), (token) => {
        const { exp } = jwtClaims(token);
        if (exp !== undefined) expect(exp.toISOString()).toMatch(/^\d{4}-/);
      }),
    );
  });
});

function asJwt(value: unknown): string {
  return jwt({ exp: typeof value === 'bigint' ? Number(value) : value, typ: 'r' });
}
