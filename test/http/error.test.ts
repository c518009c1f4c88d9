import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HttpError, toHttpError } from '../../src/http/error';

const convert = (code: unknown, { sent = false, atProxy = false } = {}) =>
  toHttpError(Object.assign(new Error('what Node says'), { code }), { sent, atProxy });

it.each([
  ['CERT_HAS_EXPIRED', 'certificate-date'],
  ['CERT_NOT_YET_VALID', 'certificate-date'],
  ['CERT_NOT_YET_VALID_', 'certificate'],
  ['CERT_REVOKED', 'certificate'],
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

it.each([undefined, 7, '', 'E', 'ECONN reset', 'econnreset', 'X'.repeat(62), '\u001b[31m', {}])(
  'the code %j is not shown, and neither is the message',
  (code) => {
    expect(convert(code)).toMatchObject({ reason: 'network', message: 'the connection failed' });
  },
);

it('nothing of what was thrown is kept but a code', () => {
  const secret = 's3cret-in-packet';
  const thrown = fc.oneof(
    fc.anything(),
    fc.record({ code: fc.oneof(fc.string(), fc.anything()), message: fc.constant(secret) }),
    fc.constant(
      Object.assign(new Error(secret), { rawPacket: secret, cause: secret, code: secret }),
    ),
  );
  fc.assert(
    fc.property(thrown, (error) => {
      const { message, cause, stack, ...rest } = toHttpError(error, { sent: true, atProxy: false });
      expect(message).toMatch(/^([A-Z][A-Z0-9_]{1,60}|the connection failed)$/);
      expect(JSON.stringify({ cause, stack, ...rest })).not.toContain(secret);
    }),
  );
});

it('one of ours stays as it is', () => {
  const error = new HttpError('time-out', 'no answer in time', true);
  expect(toHttpError(error, { sent: false, atProxy: true })).toBe(error);
});

it.each(['ECONNRESET', 'EPROTO', 'CERT_HAS_EXPIRED', 'SELF_SIGNED_CERT'])(
  '%s may come after sending',
  (code) => {
    expect(convert(code, { sent: true }).sent).toBe(true);
  },
);

it('a network error at the proxy says so', () => {
  expect(convert('ECONNREFUSED', { atProxy: true }).message).toBe('ECONNREFUSED at the proxy');
  expect(convert('EPROTO', { atProxy: true }).message).toBe('EPROTO');
});
