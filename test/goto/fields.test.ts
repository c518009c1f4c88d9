import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readKey,
  readPrincipal,
  readScope,
  readSeconds,
  readToken,
  readTokenType,
} from '../../src/goto/fields';

/** Tests a reader with what it accepts, in the form that it returns, and with what it does not. */
function describeReader(
  read: (value: unknown) => string | number | undefined,
  { valid, invalid }: { valid: [unknown, string | number][]; invalid: unknown[] },
): void {
  describe(read.name, () => {
    it('accepts what is valid', () => {
      expect(valid.map(([value]) => read(value))).toEqual(valid.map(([, expected]) => expected));
    });

    it('accepts nothing else', () => {
      expect(invalid.filter((value) => read(value) !== undefined)).toEqual([]);
    });

    it('never throws, and accepts what it returned', () => {
      fc.assert(
        fc.property(fc.anything(), (value) => {
          const first = read(value);
          if (first !== undefined) expect(read(first)).toBe(first);
        }),
      );
    });
  });
}

const longest = 'r'.repeat(48 * 1024);

describeReader(readToken, {
  valid: ['a2', '!~', longest].map((token) => [token, token]),
  invalid: ['', ' a', 'a b', 'a\n', '\x7f', 'naïve', `${longest}r`, ['a2']],
});

describeReader(readTokenType, {
  valid: ['Bearer', 'a.b-c_1', 't'.repeat(64)].map((type) => [type, type]),
  invalid: ['', 'Bearer\n', 'two words', ' t', 't/', 't'.repeat(65), ['Bearer']],
});

describeReader(readSeconds, {
  valid: [
    [3600, 3600],
    ['3600', 3600],
    [3599.9, 3599],
    ['3599.95', 3599],
    [0.5, 1],
    [1, 1],
    [1.9, 1],
    ['1e3', 1000],
    ['1E3', 1000],
    ['1e+3', 1000],
    ['25e-01', 2],
    [315_359_999, 315_359_999],
  ],
  invalid: [
    ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY, 315_360_000, true, [3600], { seconds: 1 }],
    ...['-1', '+1', '0x10', '', ' 1', '1 ', '1.', '.5', '1e', 'e3', 'soon', '315360000', '1e999'],
  ],
});

describeReader(readScope, {
  valid: [
    ['collab:', 'collab:'],
    ['collab:  identity:scim.me\n', 'collab: identity:scim.me'],
    ['!#[]~', '!#[]~'],
  ],
  invalid: ['', ' ', 'a "quoted" scope', 'back\\slash', 'é', 'a\u0007', 'a é', 7, ['a']],
});

describeReader(readPrincipal, {
  valid: ['ann@example.org', 'Ann Öz', 'p'.repeat(1000)].map((name) => [name, name]),
  invalid: ['p'.repeat(1001), 'ann\u0007', 'ann\n', 'a\u202eb', { name: 'ann' }, ['a'], 7],
});

describeReader(readKey, {
  valid: ['1', '00', '12345678901234567890'].map((key) => [key, key]),
  invalid: ['', '123456789012345678901', '12a', ' 1', '1\n', '-1', '１', 1234567890, ['1']],
});
