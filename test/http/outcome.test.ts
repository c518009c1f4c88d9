import { describe, expect, it } from 'vitest';
import {
  HttpError,
  parseJsonObject,
  reasonsIn,
  redirectHostOf,
  toHttpError,
} from '../../src/http/outcome';
import { Redactor } from '../../src/redactor';
import { response } from '../support/scripted-transport';

it.each([
  ['{"a":1}', { a: 1 }],
  [' \n{}\n', {}],
  ['\uFEFF{"a":"\uFEFF"}', { a: '\uFEFF' }],
  ...['', '{', '{}\uFEFF', 'null', '[]', '"a"', '7', '<html>'].map((text): [string] => [text]),
])('the body %j holds %j', (text, expected?: object) => {
  expect(parseJsonObject(text)).toEqual(expected);
});

it.each([
  [300, 'https://identity-eu-west-1.goto.example/token?a=b', 'identity-eu-west-1.goto.example'],
  [399, '//other.example:8443/', 'other.example:8443'],
  [302, '/elsewhere', 'goto.example'],
  [302, 'https://[::1]:8443/', '[::1]:8443'],
  // Hosts that look like a token, are no name, hold a secret, or are none.
  [302, `https://${'0a1b2c3d'.repeat(5)}.example/`, undefined],
  [302, `https://${'a'.repeat(300)}.example/`, undefined],
  [302, 'https://a.s3cret-in-the-host.example/', undefined],
  [302, 'mailto:a@b', undefined],
  [302, 'http://[', undefined],
  [302, undefined, undefined],
  [299, '/elsewhere', undefined],
  [400, '/elsewhere', undefined],
])('status %i to %s leads to the host %s', (status, location, host) => {
  const redactor = new Redactor(() => undefined);
  redactor.mask('s3cret-in-the-host');
  const outcome = response(status, undefined, location === undefined ? {} : { location });
  expect(redirectHostOf(outcome, new URL('https://goto.example/path'), redactor)).toBe(host);
});

it.each([
  [undefined, []],
  ['Service unavailable', ['Service unavailable']],
  [{ error: ' ', message: '', reference: 'r' }, []],
  [{ error: 'invalid_grant', error_description: 'expired' }, ['invalid_grant', 'expired']],
  [{ message: 'No.', errorCode: 'E1' }, ['E1', 'No.']],
  [{ msg: 'Expired', int_err_code: 'InvalidToken' }, ['InvalidToken', 'Expired']],
  [{ error: [{ description: 'No role', code: 'c', uri: '/u' }] }, ['c', 'No role']],
  [{ message: 'Failed', errors: ['long', { message: 'bad' }] }, ['Failed', 'long', 'bad']],
  [{ error: { error: { error: 'deep' } } }, ['deep']],
  [{ error: { error: { error: { error: { error: 'too deep' } } } } }, []],
  [{ error: 'same', message: 'same' }, ['same']],
  [{ errorCode: 7, message: null, detail: true }, ['7']],
  [{ fault: { faultstring: ' Expired.\n' } }, ['Expired.']],
  [{ error: { type: 't', title: 'T', reason: 'r', detail: 'd' } }, ['t', 'T', 'r', 'd']],
  [{ errors: [...'abcdefghij'] }, [...'abcdefgh']],
])('the reasons in the body %j are %j', (body, reasons) => {
  expect(reasonsIn(body)).toEqual(reasons);
});

describe('what Node or a package throws', () => {
  const convert = (code: unknown, { sent = false, atProxy = false } = {}) =>
    toHttpError(Object.assign(new Error('what Node says'), { code }), { sent, atProxy });

  it.each([
    ['certificate-date', ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']],
    [
      'certificate',
      [
        ...['CERT_NOT_YET_VALID_', 'CERT_REVOKED', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
        ...['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'INVALID_CA'],
        ...['INVALID_PURPOSE', 'PATH_LENGTH_EXCEEDED', 'HOSTNAME_MISMATCH', 'CRL_HAS_EXPIRED'],
        ...['ERROR_IN_CERT_NOT_BEFORE_FIELD', 'ERR_TLS_CERT_ALTNAME_INVALID'],
        // What OpenSSL 3.5 of Node 24 says of a key that is too short.
        'UNSPECIFIED',
      ],
    ],
    ['tls', ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_TLS_HANDSHAKE_TIMEOUT']],
    ['open-files', ['EMFILE', 'ENFILE']],
    ['network', ['ECONNRESET', 'EPROTONOSUPPORT', 'INVALID_ADDRESS', 'UNSPECIFIED_ERROR']],
    ['network', ['NOT_ERR_SSL_', 'NO_CERT_', 'NO_CERT_HAS_EXPIRED', `E${'X'.repeat(60)}`]],
  ])('is a %s error: %s', (reason, codes) => {
    for (const code of codes) {
      for (const sent of [false, true]) {
        const error = convert(code, { sent });
        expect(error).toMatchObject({ name: 'HttpError', reason, message: code, sent });
        expect(error.cause).toBeUndefined();
      }
    }
  });

  it('says where, at a proxy', () => {
    expect(convert('ECONNREFUSED', { atProxy: true }).message).toBe('ECONNREFUSED at the proxy');
    const tls = { reason: 'proxy-tls', message: 'EPROTO at the proxy' };
    expect(convert('EPROTO', { atProxy: true })).toMatchObject(tls);
  });

  it.each([undefined, 7, '', 'E', 'ECONN reset', 'econnreset', {}, 'X'.repeat(62), '\u001b[31m'])(
    'is not shown if it has the code %j',
    (code) => {
      expect(convert(code)).toMatchObject({ reason: 'network', message: 'the connection failed' });
    },
  );

  it('is kept if it is ours', () => {
    const error = new HttpError('time-out', 'no answer in time', true);
    expect(toHttpError(error, { sent: false, atProxy: true })).toBe(error);
  });

  it('leaves nothing of itself', () => {
    const secret = 's3cret-in-packet';
    const packet = { rawPacket: secret, cause: secret, code: secret };
    for (const thrown of [undefined, null, secret, Object.assign(new Error(secret), packet)]) {
      const error = toHttpError(thrown, { sent: true, atProxy: false });
      expect(error.message).toBe('the connection failed');
      const { stack, cause } = error;
      expect(JSON.stringify({ ...error, stack, cause })).not.toContain(secret);
    }
  });
});
