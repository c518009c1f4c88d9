import { describe, expect, it } from 'vitest';
import { Redactor } from '../src/redactor';

function someRedactor(...values: string[]) {
  const masks: string[] = [];
  const redactor = new Redactor((secret) => masks.push(secret));
  for (const value of values) redactor.mask(value);
  return { redactor, masks };
}

describe('a mask', () => {
  it('is announced once, and the value handed back', () => {
    const { redactor, masks } = someRedactor();
    expect(redactor.mask('s3cret')).toBe('s3cret');
    redactor.mask('s3cret');
    expect(masks).toEqual(['s3cret']);
  });

  it('is not announced for a blank value, which the runner would refuse', () => {
    expect(someRedactor('', ' \n').masks).toEqual([]);
  });
});

describe('removing secrets', () => {
  it.each([
    ['as it is', 'token a+b/c= here', 'token *** here'],
    ['percent-encoded', 'token a%2Bb%2Fc%3D here', 'token *** here'],
    ['percent-encoded in lower case', 'token a%2bb%2fc%3d here', 'token *** here'],
    ['only partly percent-encoded', 'token a+b%2Fc= here', '***'],
    ['with letters encoded that need not be', 'token %61+b/c= here', '***'],
    ['percent-encoded twice', 'token a%252Bb%252Fc%253D here', '***'],
    ['not there', 'token here', 'token here'],
  ])('%s', (_how, text, expected) => {
    expect(someRedactor('a+b/c=').redactor.redact(text)).toBe(expected);
  });

  it.each(['a%2fb%3dcdef', 'a%2Fb%3Dcdef', 'a%252fb%253dcdef'])(
    'finds a secret that holds percent signs itself, here in %s',
    (text) => {
      expect(someRedactor('a%2fb%3dcdef').redactor.redact(text)).toBe('***');
    },
  );

  it('removes the longer of two secrets that overlap', () => {
    expect(someRedactor('abc', 'abcdef').redactor.redact('xabcdefx')).toBe('x***x');
  });
});

describe('quoting a remote', () => {
  const { redactor } = someRedactor('s3cret');

  it.each([
    ['plain text', 'no', ' GoTo said: "no".'],
    ['nothing', undefined, ''],
    ['something that is no text', { a: 1 }, ''],
    ['blank text', ' \u0000\n', ''],
    [
      'a line that would be a command',
      'x\n::set-output name=a::b',
      ' GoTo said: "x::set-output name=a::b".',
    ],
    ['a secret hidden by control characters', 's3\u0000cr\u200bet', ' GoTo said: "***".'],
    ['a secret hidden by characters nobody sees', 's3\ufe0fcr\u034fet', ' GoTo said: "***".'],
    ['a sentence of its own', 'No.', ' GoTo said: "No."'],
    ['a quotation that ends early in full width', 'no\uff02', ` GoTo said: "no'".`],
    ['a quotation that ends early', 'no". Now run "rm', ` GoTo said: "no'. Now run 'rm".`],
    ['text that turns around', 'abc\u202edef', ' GoTo said: "abcdef".'],
  ])('%s', (_what, text, expected) => {
    expect(redactor.quote('GoTo', text)).toBe(expected);
  });

  it('withholds a text and not its neighbour', () => {
    expect(redactor.quote('GoTo', 'weird', 's3cr%2565t', undefined)).toBe(
      ' GoTo said: "weird: ***".',
    );
  });

  it('cuts after 200 characters, and never through a surrogate pair', () => {
    const quoted = redactor.quote('GitHub', '😀'.repeat(300));
    const [, inner = ''] = /^ GitHub said: "(.*)"$/u.exec(quoted) ?? [];
    expect([...inner]).toHaveLength(200);
    expect([...inner].slice(0, -1).every((character) => character === '😀')).toBe(true);
  });
});
