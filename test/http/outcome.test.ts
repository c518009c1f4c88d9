import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  factsOf,
  HttpError,
  parseJsonObject,
  reasonsIn,
  statusOf,
  toHttpError,
} from '../../src/http/outcome';
import { neverSent, response } from '../support/scripted-transport';

describe('a body', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    [' \n{}\n', {}],
    ['\uFEFF{"a":"\uFEFF"}', { a: '\uFEFF' }],
    ['', undefined],
    ['{', undefined],
    ['{}\uFEFF', undefined],
    ['null', undefined],
    ['[]', undefined],
    ['"a"', undefined],
    ['7', undefined],
    ['<html>', undefined],
  ])('%j holds %j', (text, expected) => {
    expect(parseJsonObject(text)).toEqual(expected);
  });

  it('of JSON is read or is undefined', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const json = parseJsonObject(text);
        if (json !== undefined) expect(json).toEqual(JSON.parse(text));
      }),
    );
  });
});

it('an outcome has a status, or an error', () => {
  expect(factsOf(response(503))).toEqual({ status: 503, error: undefined });
  expect(factsOf(neverSent)).toEqual({ status: undefined, error: neverSent.error });
  expect([statusOf(response(503)), statusOf(neverSent)]).toEqual([503, undefined]);
});

describe('the reasons in the body of an error', () => {
  it.each([
    [undefined, []],
    [{}, []],
    ['Service unavailable', ['Service unavailable']],
    [{ error: ' ', message: '' }, []],
    [{ error: 'invalid_grant', error_description: 'expired' }, ['invalid_grant', 'expired']],
    [{ errorCode: 'E1', message: 'No.', reference: 'r' }, ['E1', 'No.']],
    [{ int_err_code: 'InvalidToken', msg: 'Expired' }, ['InvalidToken', 'Expired']],
    [{ error: [{ description: 'No role', code: 'c', uri: '/u' }] }, ['c', 'No role']],
    [
      { message: 'Validation failed', errors: ['too long', { message: 'bad' }] },
      ['Validation failed', 'too long', 'bad'],
    ],
    [{ error: { error: { error: 'deep' } } }, ['deep']],
    [{ error: { error: { error: { error: { error: 'too deep' } } } } }, []],
    [{ error: 'same', message: 'same' }, ['same']],
    [{ errorCode: 7, message: null, detail: true }, ['7']],
    [{ fault: { faultstring: ' Expired.\n' } }, ['Expired.']],
    [{ error: { type: 't', title: 'T', reason: 'r' } }, ['t', 'T', 'r']],
    [
      { errors: Array.from({ length: 100 }, (_, index) => `e${index}`) },
      [0, 1, 2, 3, 4, 5, 6, 7].map((n) => `e${n}`),
    ],
  ])('of %j are %j', (body, reasons) => {
    expect(reasonsIn(body)).toEqual(reasons);
  });

  it('stand in the body, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const text = JSON.stringify(body);
        for (const reason of reasonsIn(body)) {
          expect(text).toContain(JSON.stringify(reason).slice(1, -1));
        }
      }),
    );
  });
});

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
  ['EMFILE', 'open-files'],
  ['ENFILE', 'open-files'],
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

const odd: unknown[] = [
  undefined,
  7,
  '',
  'E',
  'ECONN reset',
  'econnreset',
  {},
  { toString: false },
];

it.each([...odd, 'X'.repeat(62), '\u001b[31m'])(
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
  expect(convert('EPROTO', { atProxy: true })).toMatchObject({
    reason: 'proxy-tls',
    message: 'EPROTO at the proxy',
  });
});
