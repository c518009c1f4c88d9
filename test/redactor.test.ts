import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redactor } from '../src/redactor';

function someRedactor(...secrets: string[]) {
  const masks: string[] = [];
  const redactor = new Redactor((secret) => masks.push(secret));
  for (const secret of secrets) redactor.mask(secret);
  return { redactor, masks };
}

const redact = (secret: string, text: string) => someRedactor(secret).redactor.redact(text);

describe('a mask', () => {
  it('is announced once, and the value returned', () => {
    const { redactor, masks } = someRedactor();
    expect(redactor.mask('s3cret')).toBe('s3cret');
    expect(redactor.mask('s3cret')).toBe('s3cret');
    redactor.mask('other');
    expect(masks).toEqual(['s3cret', 'other']);
  });

  it('is not announced for a blank value, which the runner would refuse', () => {
    const { redactor, masks } = someRedactor('', ' \n');
    expect(masks).toEqual([]);
    expect(redactor.redact('a \nb')).toBe('a \nb');
  });
});

describe('a text contains a secret', () => {
  const { redactor } = someRedactor('1234567', '12345678');

  it.each([
    ['12345678', true],
    ['x12345678x', true],
    ['x1234567x', false],
    ['', false],
  ])('%s: %s', (text, expected) => {
    expect(redactor.containsSecret(text)).toBe(expected);
  });

  it('only if a secret is known', () => {
    expect(someRedactor().redactor.containsSecret('12345678')).toBe(false);
  });
});

describe('redacting a short secret', () => {
  it.each([
    ['as it is', 'token a+b/c= here', 'token *** here'],
    ['twice', 'a+b/c=, a+b/c=', '***, ***'],
    ['percent-encoded', 'token a%2Bb%2Fc%3D here', 'token *** here'],
    ['percent-encoded in lower case', 'token a%2bb%2fc%3d here', 'token *** here'],
    ['only partly percent-encoded', 'token a+b%2Fc= here', 'token *** here'],
    ['with letters encoded that need not be', 'token %61+b/c= here', 'token *** here'],
    ['percent-encoded twice', 'token a%252Bb%252Fc%253D here', 'token *** here'],
    ['in another case', 'token A+B/C= here', 'token *** here'],
    ['with the other alphabet of base64', 'token a-b_c= here', 'token *** here'],
    ['in JSON', String.raw`{"token":"a\u002bb\/c\u003D"}`, '{"token":"***"}'],
    ['in HTML', 'a&#43;b&#x2f;c&#61;', '***'],
    ['in a form in HTML in JSON', String.raw`a\u0026#37;2bb%2fc=`, '***'],
    ['in hexadecimal', '<612b622f633d>', '<***>'],
    ['that is not there', 'token %zz%2 &#; &amp \\u00', 'token %zz%2 &#; &amp \\u00'],
    ['beside escapes that stay', '%41 a+b/c= &lt; %2b', '%41 *** &lt; %2b'],
  ])('%s', (_how, text, expected) => {
    expect(redact('a+b/c=', text)).toBe(expected);
  });

  it.each([
    ['a b*c', 'a%20b*c'],
    ['a b*c', 'a+b*c'],
    ["it's (1)!", 'it%27s+%281%29%21'],
    ['<"&\'>', '&lt;&quot;&amp;&apos;&GT;'],
    ['a"b\\c', String.raw`a\"b\\c`],
    ['%2f', '%2f'],
    ['%2f', '%252f'],
    ['é', '%C3%A9'],
    ['é', 'É'],
  ])('%s, encoded: %s', (secret, text) => {
    expect(redact(secret, `[${text}]`)).toBe('[***]');
  });

  it.each([0, 1, 2, 3, 4, 5])('in base64, %i bytes into a text', (offset) => {
    for (const secret of ['s3cret', 's3cret!', 's3cret!!']) {
      for (const length of [0, 1, 2, 3]) {
        const text = btoa(`${'#'.repeat(offset)}${secret}${'~'.repeat(length)}`);
        expect(redact(secret, text)).toContain('***');
      }
    }
  });

  it('behind letters that are longer in lower case', () => {
    expect(redact('s3cret', 'İİİ s3cret, S3CRET')).toBe('İİİ ***, ***');
  });

  it('and of two that overlap, both', () => {
    expect(someRedactor('abc', 'bcdef').redactor.redact('xabcdefx')).toBe('x***x');
    expect(someRedactor('abc', 'def').redactor.redact('abc def ghi')).toBe('*** *** ghi');
  });

  it('needs all of it', () => {
    expect(redact('elevenchars', 'elevenchar levenchars')).toBe('elevenchar levenchars');
    expect(redact('elevenchars', 'an elevenchars thing')).toBe('an *** thing');
  });
});

describe('redacting a long secret', () => {
  const secret = 'abcdefghijklmnopqrst'; // 20 characters

  it.each([
    [secret, '***'],
    ['abcdefghijkl', '***'],
    ['ijklmnopqrst', '***'],
    ['efghijklmnop', '***'],
    ['abcdefghijk', 'abcdefghijk'],
    ['bcdefghijkl.mnopqrst', 'bcdefghijkl.mnopqrst'],
    ['abcdefghijklX, and opqrst', '***X, and opqrst'],
    ['xabcdefghijklmx', 'x***x'],
    ['abcdefghijkl ijklmnopqrst', '*** ***'],
    ['abcdefghijkl, again abcdefghijkl', '***, again ***'],
    [String.raw`abcdef\u0067hijkl`, '***'],
    ['%61bcdefghijkl', '***'],
  ])('withholds runs of 12 characters: %s', (text, expected) => {
    expect(redact(secret, text)).toBe(expected);
  });

  it.each([0, 1, 2, 3, 4, 5])('withholds its base64, %i bytes into a text', (offset) => {
    for (const encoding of ['base64', 'base64url'] as const) {
      const text = Buffer.from(`${'#'.repeat(offset)}${secret}${'#'.repeat(7)}`).toString(encoding);
      const clean = redact(secret, text);
      // At its ends stand characters that hold bits of the neighbours too.
      const left = clean.replace('***', '');
      expect(left.length).toBeLessThanOrEqual(
        text.length - Math.floor((secret.length * 8) / 6) + 3,
      );
      expect(clean).toContain('***');
    }
  });

  it('withholds half of its base64, and half of its hexadecimal', () => {
    const half = (encoding: BufferEncoding) => {
      const text = Buffer.from(secret).toString(encoding);
      return text.slice(0, text.length / 2);
    };
    expect(redact(secret, half('base64'))).toBe('***');
    expect(redact(secret, half('hex').toUpperCase())).toBe('***');
  });
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
describe.each(Object.entries(spellings))('a secret %s', (form, spell) => {
  it.each(Object.entries(parts))('%s, is not shown', (_part, cut) => {
    for (const secret of ['3naO10IA2agcvG+9I9TGEQ==/x', `${'R3fr3sh-'.repeat(4)}stored_0`]) {
      const spelt = spell(cut(secret));
      const seen = redact(secret, `<<${spelt}>>`);
      expect(seen).toMatch(/^<<.{0,12}\*{3}.{0,12}>>$/);
      // The first and last characters of base64 are shared with the neighbours.
      const margin = form.startsWith('in base64') ? 4 : 0;
      for (let at = margin; at + 12 + margin <= spelt.length; at += 1) {
        expect(seen).not.toContain(spelt.slice(at, at + 12));
      }
    }
  });
});

describe('a long text', () => {
  it('is cut after 4,000 characters', () => {
    expect(redact('s3cret', `${'x'.repeat(3_998)}yz!`)).toBe(`${'x'.repeat(3_998)}yz`);
  });

  it('that is encoded more than eight times is withheld, and not before', () => {
    const encoded = (times: number) => `%${'25'.repeat(times - 1)}41`;
    expect(redact('s3cret', encoded(8))).toBe(encoded(8));
    expect(redact('s3cret', encoded(9))).toBe('***');
    expect(redact('A', encoded(8))).toBe('***');
  });

  it.each([
    ['a percent sign encoded 20,000 times', `%${'25'.repeat(20_000)}`],
    ['a letter encoded eight times, again and again', `%${'25'.repeat(7)}41`.repeat(500)],
    ['lone surrogates', '\ud800'.repeat(5_000)],
    ['one run of a secret again and again', 'ab'.repeat(2_500)],
    ['a part of a secret', longSecret(1).slice(100, 4_100)],
    ['nothing but escapes', '&#38;'.repeat(1_000)],
  ])('of %s is cleaned within 50 ms, however long the secrets', (_what, text) => {
    const repeated = ['ab'.repeat(24_000), 'x'.repeat(48_000), '%25'.repeat(9_000)];
    const { redactor } = someRedactor(...repeated, ...[1, 2, 3].map(longSecret));
    const reasons = Array.from({ length: 8 }, (_none, index) => `${index}${text}`);
    // The processor time of one of five: the first ones compile, and a busy machine makes others slow.
    const times = Array.from({ length: 5 }, () => {
      const start = process.cpuUsage();
      expect(redactor.redact(text).length).toBeLessThanOrEqual(4_000);
      expect(redactor.quote('GoTo', ...reasons).length).toBeLessThan(220);
      return process.cpuUsage(start).user / 1_000;
    });
    expect(Math.min(...times)).toBeLessThan(50);
  });
});

/** 48 KB without a repetition. */
function longSecret(seed: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  let state = seed;
  return Array.from({ length: 48 * 1024 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return alphabet[state >>> 26];
  }).join('');
}

describe('whatever a text contains', () => {
  const secret = 'sEcret+/=1 zZ9-_';
  const { redactor } = someRedactor(secret, 'short1');
  const { redactor: knowsNothing } = someRedactor();
  const text = fc.string({ unit: 'binary', maxLength: 60 });
  const encodings: ((character: string) => string)[] = [
    (character) => character,
    encodeURIComponent,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    (character) => `&#${character.charCodeAt(0)};`,
    (character) => `&#x${character.charCodeAt(0).toString(16)};`,
  ];
  /** The characters of the secret, each encoded in its own way, up to three times. */
  const encoded = fc
    .array(fc.array(fc.constantFrom(...encodings), { minLength: 1, maxLength: 3 }), {
      minLength: secret.length,
      maxLength: secret.length,
    })
    .map((ways) =>
      ways.map((way, at) =>
        way.reduce((done, encode) => Array.from(done, encode).join(''), secret.charAt(at)),
      ),
    );

  it('it is redacted without an error, and unchanged without a secret', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(knowsNothing.redact(given)).toBe(given);
        redactor.redact(given);
      }),
    );
  });

  it('no 12 characters of a secret are left of it, however they are encoded', () => {
    fc.assert(
      fc.property(text, encoded, text, (before, pieces, after) => {
        const clean = redactor.redact(`${before} ${pieces.join('')} ${after}`);
        expect(clean).toContain('***');
        for (let at = 0; at + 12 <= pieces.length; at += 1) {
          expect(clean).not.toContain(pieces.slice(at, at + 12).join(''));
        }
      }),
    );
  });

  it('a quotation of it is one line, closed and short', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(text, fc.anything())), (texts) => {
        const quote = redactor.quote('GoTo', ...texts);
        expect(quote).toMatch(/^$|^ GoTo said: "[^"\p{Cc}\p{Zl}\p{Zp}]+"\.?$/u);
        expect([...quote].length).toBeLessThanOrEqual(215);
      }),
    );
  });
});

describe('quoting a remote', () => {
  const { redactor } = someRedactor('s3cret');

  it.each([
    ['plain text', 'no', ' GoTo said: "no".'],
    ['nothing', undefined, ''],
    ['something that is not text', { a: 1 }, ''],
    ['blank text', ' \u0000\n', ''],
    ['text with spaces around it', ' no ', ' GoTo said: "no".'],
    [
      'a line that would be a command',
      'x\n::set-output name=a::b',
      ' GoTo said: "x::set-output name=a::b".',
    ],
    ['separators of lines', 'a\u2028b\u2029c', ' GoTo said: "abc".'],
    ['a secret hidden by control characters', 's3\u0000cr\u200bet', ' GoTo said: "***".'],
    ['a secret hidden by invisible characters', 's3\ufe0fcr\u034fet', ' GoTo said: "***".'],
    ['text that turns around', 'abc\u202edef', ' GoTo said: "abcdef".'],
    ['a sentence', 'No.', ' GoTo said: "No."'],
    ['a question', 'No?', ' GoTo said: "No?"'],
    ['an exclamation', 'No!', ' GoTo said: "No!"'],
    ['an unfinished sentence', 'No…', ' GoTo said: "No…"'],
    ['a quotation that ends early', 'no". Now run "rm', ` GoTo said: "no'. Now run 'rm".`],
    ['a quotation in another style', '“no” „ ‟ ＂ ″', ` GoTo said: "'no' ' ' ' '".`],
  ])('%s', (_what, text, expected) => {
    expect(redactor.quote('GoTo', text)).toBe(expected);
  });

  it('joins several texts, and leaves out what is empty', () => {
    expect(redactor.quote('GitHub', 'one', undefined, '', 7, 's3cr%2565t')).toBe(
      ' GitHub said: "one: ***".',
    );
    expect(redactor.quote('GitHub')).toBe('');
  });

  it('cuts after 200 characters, and never through a surrogate pair', () => {
    const quote = (length: number) => redactor.quote('GoTo', '😀'.repeat(length));
    expect(quote(200)).toBe(` GoTo said: "${'😀'.repeat(200)}".`);
    expect(quote(201)).toBe(` GoTo said: "${'😀'.repeat(199)}…"`);
  });

  it('removes a secret before it cuts', () => {
    const text = `${'x'.repeat(197)}s3cret`;
    expect(redactor.quote('GoTo', text)).toBe(` GoTo said: "${'x'.repeat(197)}***".`);
  });
});
