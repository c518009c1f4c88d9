import { expect, it } from 'vitest';
import { toHttpError } from '../../src/http/error';

const convert = (code: string | undefined, { sent = false, atProxy = false } = {}) =>
  toHttpError(Object.assign(new Error('what Node says'), { code }), { sent, atProxy });

it.each([
  ['CERT_HAS_EXPIRED', 'certificate'],
  ['CERT_NOT_YET_VALID', 'certificate'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'certificate'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate'],
  ['INVALID_CA', 'certificate'],
  ['INVALID_PURPOSE', 'certificate'],
  ['PATH_LENGTH_EXCEEDED', 'certificate'],
  ['HOSTNAME_MISMATCH', 'certificate'],
  ['ERROR_IN_CERT_NOT_BEFORE_FIELD', 'certificate'],
  ['CRL_HAS_EXPIRED', 'certificate'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
  // What OpenSSL 3.5 of Node 24 says of a key that is too short.
  ['UNSPECIFIED', 'certificate'],
  ['EPROTO', 'tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
  ['ERR_TLS_HANDSHAKE_TIMEOUT', 'tls'],
  ['ECONNRESET', 'network'],
  ['EPROTONOSUPPORT', 'network'],
  ['INVALID_ADDRESS', 'network'],
  ['UNSPECIFIED_ERROR', 'network'],
  ['NOT_ERR_SSL_', 'network'],
  ['NO_CERT_', 'network'],
])('%s is of the kind %s', (code, reason) => {
  const error = convert(code);
  expect(error).toMatchObject({ name: 'HttpError', reason, message: code, sent: false });
  expect(error.cause).toBeUndefined();
});

it('without a code the message counts', () => {
  expect(convert(undefined).message).toBe('what Node says');
});

it.each(['ECONNRESET', 'EPROTO', 'CERT_HAS_EXPIRED'])('%s may come after sending', (code) => {
  expect(convert(code, { sent: true }).sent).toBe(true);
});

it('a network error at the proxy says so', () => {
  expect(convert('ECONNREFUSED', { atProxy: true }).message).toBe('ECONNREFUSED at the proxy');
  expect(convert('EPROTO', { atProxy: true }).message).toBe('EPROTO');
});
