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

const longest = 'r'.repeat(48 * 1024);
const longestScope = 's'.repeat(8 * 1024);

/** Tests a reader with what it returns as it is, what it returns in another form, and what it refuses. */
function testReader(
  read: (value: unknown) => string | number | undefined,
  cases: { same: unknown[]; other?: Record<string, string | number>; none: unknown[] },
): void {
  it(`${read.name} takes what is valid, and nothing else`, () => {
    const { same, other = {}, none } = cases;
    expect(same.map(read)).toEqual(same);
    expect(Object.keys(other).map(read)).toEqual(Object.values(other));
    expect(none.filter((value) => read(value) !== undefined)).toEqual([]);
  });
}

testReader(readToken, {
  same: ['a2', '!~', '"a', "a'", '{a', longest],
  other: { ' a2\r\n': 'a2', [`\t${longest}\n`]: longest },
  none: [
    ...['', ' ', 'a b', 'a\nb', '\x7f', 'naïve', `${longest}r`, ['a2'], { token: 'a2' }, 7],
    ...['"a2"', "'a2'", '`a2`', ' "a2" ', '{"refresh_token":"r2"}', '{}'],
  ],
});
testReader(readTokenType, {
  same: ['Bearer', 'a.b-c_1', 't'.repeat(64)],
  none: ['', 'Bearer\n', 'two words', ' t', 't/', 't'.repeat(65), ['Bearer']],
});
testReader(readSeconds, {
  same: [1, 3600, 315_359_999],
  other: { '3600': 3600, '3599.95': 3599, '0.5': 1, '1e3': 1000, '1E+3': 1000, '25e-01': 2 },
  none: [
    ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY, 315_360_000, true, [3600], {}, null],
    ...['-1', '+1', '0x10', '', ' 1', '1 ', '1.', '.5', '1e', 'e3', 'soon', '1e999'],
  ],
});
testReader(readScope, {
  same: ['collab:', '!#[]~', longestScope],
  other: { 'collab:  identity:scim.me\n': 'collab: identity:scim.me' },
  none: ['', ' ', 'a "quoted" scope', '\\', 'a\u0007', 'a éa', `${longestScope}s`, 7, ['a']],
});
testReader(readPrincipal, {
  same: ['ann@example.org', 'Ann Öz', 'p'.repeat(1000)],
  none: ['p'.repeat(1001), 'ann\u0007', 'ann\n', 'a\u202eb', { name: 'ann' }, ['a'], 7],
});
testReader(readKey, {
  same: ['1', '00', '12345678901234567890'],
  none: ['', '123456789012345678901', '12a', ' 1', '1\n', '-1', '１', 1234567890, ['1']],
});

const json = '{"access_token":"a2","expires_in":3600,"refresh_token":"r2"}';
const whole = { access_token: 'a2', expires_in: 3600, refresh_token: 'r2' };

describe('a complete object is read whole', () => {
  it.each([
    ['between white space', ` \r\n${json}\n`],
    ['after a byte order mark', `\uFEFF${json}`],
    ['before a comment', `${json}<!-- cached -->`],
    ['before padding', `${json}${' '.repeat(2_000_000)}`],
    ['before another', `${json}{"access_token":"other"}`],
    ['after a script', `if (x) { go(); } {} ${json}`],
    ['in a call', `callback(${json});`],
    ['in HTML', `<pre style="{}">${json}</pre>`],
    ['in an array', `[${json}]`],
    ['behind many objects that end', `${'{x} '.repeat(1_000)}${json}`],
    ['behind 19 objects that do not', `${'{'.repeat(19)} ${json}`],
  ])('%s', (_where, text) => {
    expect(readFields(text)).toEqual({ fields: whole, isComplete: true });
  });

  it.each([
    ['has braces, brackets, quotes and escapes', { a: '}]{[":,', 'b"\\': '\\"\u2028' }],
    ['has a refresh token that is none', { ...whole, refresh_token: 7 }],
    ['has no tokens', { error: 'x', details: { refresh_token: 'r0' } }],
  ])('that %s', (_what, fields) => {
    const text = JSON.stringify(fields);
    for (const around of [text, `x ${text}}`, `x ${text} {"other":1}`]) {
      expect(readFields(around)).toEqual({ fields, isComplete: true });
    }
  });

  it('unless it stands behind 20 that do not end', () => {
    expect(readFields(`${'{'.repeat(20)} ${json}`)).toEqual({ isComplete: false });
  });
});

it.each(['""', '" "', '"two words"', 'null', '7', '{"refresh_token":"x"}'])(
  'a token is not hidden by a field of its name that has %s',
  (other) => {
    const [token, none] = ['"refresh_token":"r2"', `"refresh_token":${other}`];
    for (const text of [`{"a":{},${token},${none},"b":1}`, `{"a":{},${none},${token},"b":1}`]) {
      const fields = { a: {}, refresh_token: 'r2', b: 1 };
      expect(readFields(text)).toEqual({ fields, isComplete: true });
      expect(readFields(`x${text}x`)).toEqual({ fields, isComplete: true });
      expect(readFields(text.slice(0, -1)).fields).toEqual({ refresh_token: 'r2' });
    }
  },
);

describe('of an object that was cut', () => {
  it.each<[string, object?]>([
    ['{"refresh_token":"r2"', { refresh_token: 'r2' }],
    [' x {} {"refresh_token" : "r2" , "scope": ', { refresh_token: 'r2' }],
    ['{"expires_in":3600,"scope":[1,{}],"refresh_token":"r2",', { refresh_token: 'r2' }],
    ['{"refresh_token":"r\\u0032\\/","', { refresh_token: 'r2/' }],
    ['{"refresh_token":"r2","refresh_token":"r3","x', { refresh_token: 'r3' }],
    ['{"refresh_token":"r2","refresh_token":"r', { refresh_token: 'r2' }],
    ['{"refresh_token":"r2",,}', { refresh_token: 'r2' }],
    ['{"a":"refresh_token","b', { a: 'refresh_token' }],
    ['{"error":"invalid_grant","error_descr', { error: 'invalid_grant' }],
    ['{"refresh_token":"r2\n"'],
    ['{"refresh_token":"r2\\"'],
    ['{"refresh_token":"r2\\x"'],
    ['{"refresh_token":r2"'],
    ['{"list":["refresh_token","r2"],"x'],
    ['{"list":[ {"refresh_token":"r2"}, {"refresh_token":"r2"}],"x'],
    ['{"a":{"b": {"refresh_token":"r2"},"x'],
    ['{"refresh_token":["r2"],"x'],
    ['{"refresh_token"'],
    ['"refresh_token":"r2"'],
    ...['', 'null', '[]', '"{', '}{'].map((text): [string] => [text]),
  ])('the strings that are whole are read: %j', (text, fields) => {
    expect(readFields(text)).toEqual({ fields, isComplete: false });
  });

  it('a refresh token is found wherever the text is cut behind it', () => {
    const tokens = { access_token: 'a2', refresh_token: 'r2' };
    const text = JSON.stringify({ scope: 'a "b" {c}', ...tokens, more: { refresh_token: 'x' } });
    for (let end = text.indexOf('"r2"') + 4; end < text.length; end += 1) {
      expect(readFields(text.slice(0, end))).toMatchObject({ fields: tokens, isComplete: false });
    }
  });
});

describe('whatever arrives', () => {
  it('a refresh token in a complete object is found between other text', () => {
    const more = fc.dictionary(fc.string(), fc.jsonValue());
    const around = fc.string({ unit: 'binary-ascii' });
    const before = around.filter((text) => !text.includes('{'));
    fc.assert(
      fc.property(before, more, around, (start, others, end) => {
        const object = JSON.stringify({ ...others, ...whole });
        const fields = JSON.parse(object);
        expect(readFields(`${start}${object}${end}`)).toEqual({ fields, isComplete: true });
      }),
    );
  });

  it('nothing throws, and no token is made up', () => {
    const piece = fc.constantFrom(...'{}[]":,\\x\n', 'refresh_token');
    const pieces = fc.array(piece).map((all) => all.join(''));
    fc.assert(
      fc.property(fc.oneof(pieces, fc.string()), (text) => {
        const { fields } = readFields(text);
        if (fields?.refresh_token !== undefined) expect(text).toContain('refresh_token');
      }),
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

describe('the claims of a token', () => {
  const encode = (text: string) => Buffer.from(text).toString('base64url');

  it.each([
    ['{"typ":"r","exp":1796083200}', { typ: 'r', exp: new Date('2026-12-01T00:00:00Z') }],
    ['{"exp":1.5}', { exp: new Date(1500) }],
    ['{"exp":253402300799}', { exp: new Date('9999-12-31T23:59:59Z') }],
    ['{"exp":253402300800}', {}],
    ['{"exp":"1796083200","typ":"a"}', { typ: 'a' }],
    ['{"exp":0}', {}],
    ['{"exp":[1796083200],"typ":{}}', {}],
    ['{"exp":1796083200', {}],
    ['null', {}],
  ])('with the payload %s are %j', (payload, expected) => {
    expect(jwtClaims(`h.${encode(payload)}.s`)).toEqual(expected);
  });

  it.each(['opaque', 'a.b.c', `h.${encode('{"exp":1796083200}')}`])('are none, of %s', (token) => {
    expect(jwtClaims(token)).toEqual({});
  });
});
