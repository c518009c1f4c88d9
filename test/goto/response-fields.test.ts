import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  jwtClaims,
  readFields,
  readKey,
  readPrincipal,
  readScope,
  readSeconds,
  readToken,
  readTokenType,
} from '../../src/goto/response-fields';

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
  valid: [
    ...['a2', '!~', '"a', "a'", '{a', longest].map((token): [string, string] => [token, token]),
    [' a2\r\n', 'a2'],
    [`\t${longest}\n`, longest],
  ],
  invalid: [
    ...['', ' ', 'a b', 'a\nb', '\x7f', 'naïve', `${longest}r`, ['a2'], { token: 'a2' }],
    ...['"a2"', "'a2'", '`a2`', ' "a2" ', '{"refresh_token":"r2"}', '{}'],
  ],
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

const json = '{"access_token":"a2","expires_in":3600,"refresh_token":"r2"}';
const whole = { access_token: 'a2', expires_in: 3600, refresh_token: 'r2' };
const nothing = { fields: undefined, isComplete: false };

describe('a complete object is read whole', () => {
  it.each([
    ['alone', json],
    ['between white space', ` \r\n${json}\n`],
    ['after a byte order mark', `\uFEFF${json}`],
    ['before a comment', `${json}<!-- cached -->`],
    ['before NUL', `${json}\0`],
    ['before padding', `${json}${' '.repeat(2_000_000)}`],
    ['before another', `${json}{"access_token":"other"}`],
    ['after a guard', `)]}',\n${json}`],
    ['after a script', `if (x) { go(); } ${json}`],
    ['in a call', `callback(${json});`],
    ['in HTML', `<pre style="{}">${json}</pre>`],
    ['in an array', `[${json}]`],
  ])('%s', (_where, text) => {
    expect(readFields(text)).toEqual({ fields: whole, isComplete: true });
  });

  it('with braces, brackets, quotes and escapes in its strings', () => {
    const odd = { a: '}]{[":,', 'b"\\': '\\"\u2028', refresh_token: 'r2' };
    const text = `${JSON.stringify(odd)}}`;
    expect(readFields(text)).toEqual({ fields: odd, isComplete: true });
  });

  it('behind many objects that end, and behind 19 that do not', () => {
    const openings = (count: number) => `${'{'.repeat(count)} ${json}`;
    expect(readFields(`${'{x} '.repeat(1_000)}${json}`)).toEqual({
      fields: whole,
      isComplete: true,
    });
    expect(readFields(openings(19))).toMatchObject({ fields: whole });
    expect(readFields(openings(20))).toEqual(nothing);
  });
});

describe('a token is not hidden by a field of its name that has none', () => {
  it.each(['""', '" "', 'null', '7', '{"refresh_token":"x"}'])('%s', (other) => {
    const [before, behind] = [`"refresh_token":${other},`, `,"refresh_token":${other}`];
    for (const text of [
      `{"a":{},"refresh_token":"r2"${behind},"b":1}`,
      `{"a":{},${before}"refresh_token":"r2","b":1}`,
    ]) {
      const fields = { a: {}, refresh_token: 'r2', b: 1 };
      expect(readFields(text)).toEqual({ fields, isComplete: true });
      expect(readFields(`x${text}x`)).toEqual({ fields, isComplete: true });
      expect(readFields(text.slice(0, -1)).fields).toEqual({ refresh_token: 'r2' });
    }
  });
});

describe('an object without tokens', () => {
  it('is read if there is no other: the first', () => {
    const error = { error: 'x', details: { refresh_token: 'r0' } };
    const text = `x ${JSON.stringify(error)} {"other":1}`;
    expect(readFields(text)).toEqual({ fields: error, isComplete: true });
  });

  it('is passed over if another has a token, whole or cut', () => {
    expect(readFields(`x {} ${json}`)).toEqual({ fields: whole, isComplete: true });
    expect(readFields('x {} {"refresh_token":"r2",')).toEqual({
      fields: { refresh_token: 'r2' },
      isComplete: false,
    });
  });
});

describe('of an object that was cut', () => {
  const part = (fields: Record<string, string>) => ({ fields, isComplete: false });

  it.each([
    ['{"refresh_token":"r2"', part({ refresh_token: 'r2' })],
    ['{"refresh_token":"r2","access_token":"a', part({ refresh_token: 'r2' })],
    [
      '{"access_token":"a2","refresh_token":"r2","exp',
      part({ access_token: 'a2', refresh_token: 'r2' }),
    ],
    [' x {"refresh_token" : "r2" , "scope": ', part({ refresh_token: 'r2' })],
    ['{"expires_in":3600,"scope":[1,{}],"refresh_token":"r2",', part({ refresh_token: 'r2' })],
    ['{"refresh_token":"r\\u0032\\/","', part({ refresh_token: 'r2/' })],
    ['{"refresh_token":"r2","refresh_token":"r3","x', part({ refresh_token: 'r3' })],
    ['{"refresh_token":"r2","refresh_token":"r', part({ refresh_token: 'r2' })],
    ['{"refresh_token":"r2",,}', part({ refresh_token: 'r2' })],
    ['{"refresh_token":"r2\n"', part({})],
    ['{"refresh_token":"r2\\"', part({})],
    ['{"refresh_token":"r2\\x"', part({})],
    ['{"refresh_token":r2"', part({})],
    ['{"list":["refresh_token","r2"],"x', part({})],
    ['{"list":[ {"refresh_token":"r2"}, {"refresh_token":"r2"}],"x', part({})],
    ['{"a":{"b": {"refresh_token":"r2"},"x', part({})],
    ['{"refresh_token":["r2"],"x', part({})],
    ['{"refresh_token"', part({})],
    ['{"a":"refresh_token","b', part({ a: 'refresh_token' })],
    ['{"error":"invalid_grant","error_descr', part({ error: 'invalid_grant' })],
    ['"refresh_token":"r2"', part({})],
  ])('the strings that are whole are read: %j', (text, expected) => {
    expect(readFields(text)).toEqual(
      Object.keys(expected.fields).length === 0 ? nothing : expected,
    );
  });
});

it.each(['', 'null', '[]', '"{', '<html>', '}{'])('there are no fields in %j', (text) => {
  expect(readFields(text)).toEqual(nothing);
});

describe('whatever arrives', () => {
  const tokens = { access_token: 'a2', refresh_token: 'r2' };

  it('a refresh token in a complete object is found between other text', () => {
    const more = fc.dictionary(fc.string(), fc.jsonValue());
    const around = fc.string({ unit: 'binary' }).filter((text) => !text.includes('{'));
    fc.assert(
      fc.property(around, more, fc.string({ unit: 'binary' }), (before, others, after) => {
        const fields = { ...others, ...tokens };
        const text = `${before}${JSON.stringify(fields)}${after}`;
        expect(readFields(text)).toEqual({
          fields: JSON.parse(JSON.stringify(fields)),
          isComplete: true,
        });
      }),
    );
  });

  it('a refresh token is found wherever the text is cut behind it', () => {
    const text = JSON.stringify({ scope: 'a "b" {c}', ...tokens, more: { refresh_token: 'x' } });
    for (let end = text.indexOf('"r2"') + 4; end < text.length; end += 1) {
      expect(readFields(text.slice(0, end))).toMatchObject({ fields: tokens, isComplete: false });
    }
  });

  it('nothing throws, and no token is made up', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\\',
      'refresh_token',
      'x',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece).map((all) => all.join('')),
          fc.string(),
        ),
        (text) => {
          const { fields } = readFields(text);
          if (fields?.refresh_token !== undefined) expect(text).toContain('refresh_token');
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each(['{', '{"', '"', '\\', '{"a":', '{"a":{', '[', '{}', '{"\\', 'x', ' '])(
    'much of %s takes time in proportion to its length',
    (piece) => {
      const text = piece.repeat(Math.floor(100_000 / piece.length));
      const took = (length: number) => {
        const start = process.cpuUsage();
        readFields(text.slice(0, length));
        return process.cpuUsage(start).user;
      };
      took(5_000);
      // Quadratic time would be a hundred times as much: many seconds.
      expect(took(100_000)).toBeLessThan(30 * took(10_000) + 1_000_000);
    },
  );
});

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
