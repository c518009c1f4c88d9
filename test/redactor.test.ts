import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redactor } from '../src/redactor';

function someRedactor(...secrets: string[]) {
  const masks: string[] = [];
  const redactor = new Redactor((secret) => masks.push(secret));
  for (const secret of secrets) redactor.mask(secret);
  return { redactor, masks };
}

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

describe('a text has a secret in it', () => {
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

describe('redacting a secret', () => {
  it.each([
    ['as it is', 'token a+b/c= here', 'token *** here'],
    ['twice', 'a+b/c=, a+b/c=', '***, ***'],
    ['percent-encoded', 'token a%2Bb%2Fc%3D here', 'token *** here'],
    ['percent-encoded in lower case', 'token a%2bb%2fc%3d here', 'token *** here'],
    ['only partly percent-encoded', 'token a+b%2Fc= here', '***'],
    ['with letters encoded that need not be', 'token %61+b/c= here', '***'],
    ['percent-encoded twice', 'token a%252Bb%252Fc%253D here', '***'],
    ['that is not there', 'token %zz%2', 'token %zz%2'],
  ])('%s', (_how, text, expected) => {
    expect(someRedactor('a+b/c=').redactor.redact(text)).toBe(expected);
  });

  it.each([
    ['a b*c', 'a%20b*c'],
    ['a b*c', 'a+b*c'],
    ["it's (1)!", 'it%27s+%281%29%21'],
  ])('%s, encoded as a URI or a form: %s', (secret, text) => {
    expect(someRedactor(secret).redactor.redact(`<${text}>`)).toBe('<***>');
  });

  it.each(['a%2fb%3dcdef', 'a%2Fb%3Dcdef', 'a%252fb%253dcdef'])(
    'that has percent signs itself, here as %s',
    (text) => {
      expect(someRedactor('a%2fb%3dcdef').redactor.redact(text)).toBe('***');
    },
  );

  it('and of two that overlap, the longer', () => {
    expect(someRedactor('abc', 'abcdef').redactor.redact('xabcdefx')).toBe('x***x');
    expect(someRedactor('abcdef', 'abc').redactor.redact('xabcdefx')).toBe('x***x');
  });

  it('and no other text', () => {
    expect(someRedactor('abc', 'def').redactor.redact('%41 abc ghi %2b')).toBe('%41 *** ghi %2B');
  });

  it('whatever surrounds it, and however it is encoded', () => {
    const secret = 'sEcret+/=1';
    const { redactor } = someRedactor(secret);
    const octet = (character: string) =>
      `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
    const encoded = fc
      .array(fc.nat(2), { minLength: secret.length, maxLength: secret.length })
      .map((levels) =>
        [...secret]
          .map((character, index) => {
            const once = octet(character);
            return [character, once, once.replace('%', '%25')][levels[index] ?? 0];
          })
          .join(''),
      );
    fc.assert(
      fc.property(fc.string(), encoded, fc.string(), (before, text, after) => {
        const clean = redactor.redact(`${before} ${text} ${after}`);
        expect(clean).toContain('***');
        expect(decodeURIComponent(clean.replace(/%(?![0-9a-f]{2})/gi, '%25'))).not.toContain(
          secret,
        );
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
    expect(redactor.quote('GitHub', 'one', undefined, '', 7, 'two')).toBe(
      ' GitHub said: "one: two".',
    );
    expect(redactor.quote('GitHub')).toBe('');
  });

  it('withholds a text and not its neighbour', () => {
    expect(redactor.quote('GoTo', 'weird', 's3cr%2565t')).toBe(' GoTo said: "weird: ***".');
  });

  it('cuts after 200 characters, and never through a surrogate pair', () => {
    const quote = (length: number) => redactor.quote('GoTo', '😀'.repeat(length));
    expect(quote(200)).toBe(` GoTo said: "${'😀'.repeat(200)}".`);
    expect(quote(201)).toBe(` GoTo said: "${'😀'.repeat(199)}…"`);
  });

  it('removes a secret before it cuts', () => {
    expect(redactor.quote('GoTo', `${'x'.repeat(197)}s3cret`)).toBe(
      ` GoTo said: "${'x'.repeat(197)}***".`,
    );
  });

  it('is one line, closed, whatever was said', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
        expect(redactor.quote('GoTo', ...texts)).toMatch(
          /^$|^ GoTo said: "[^"\p{Cc}\p{Zl}\p{Zp}]+"\.?$/u,
        );
      }),
    );
  });
});
