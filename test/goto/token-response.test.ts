import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Grant } from '../../src/goto/grant';
import { hasTokens } from '../../src/goto/response-fields';
import {
  processTokenResponse,
  TokenFailure,
  type TokenResponse,
  type TokenSet,
} from '../../src/goto/token-response';
import type { HttpOutcome, JsonObject } from '../../src/http/outcome';
import { describeFailure } from '../../src/messages/describe';
import { actionNames, commandNames } from '../../src/messages/names';
import { Redactor } from '../../src/redactor';
import { actionErrorOf, errorTable, namedBy } from '../support/error-table';
import {
  neverSent,
  noResponse,
  reset,
  response,
  timeOut,
  untrusted,
} from '../support/scripted-transport';
import { someSources } from '../support/some-inputs';

const sent = 'refresh-token-that-was-sent';
const refreshGrant = { grant_type: 'refresh_token', refresh_token: sent } as const;
const personalGrant = { grant_type: 'personal_access_token', pat: 'pat-that-was-sent' } as const;
const codeGrant = {
  grant_type: 'authorization_code',
  code: 'code-of-the-sign-in',
  redirect_uri: 'http://localhost:8976',
  code_verifier: 'verifier-of-the-sign-in',
} as const;

function process(
  outcome: HttpOutcome,
  { answerLost = false, grant = refreshGrant as Grant, masks = [] as string[] } = {},
): TokenResponse & { masks: string[] } {
  const redactor = new Redactor((secret) => masks.push(secret));
  redactor.mask(sent);
  const context = {
    grant,
    tokenUrl: new URL('https://goto.example/oauth/token'),
    requestedAt: new Date('2026-11-24T12:00:00.900Z'),
    redactor,
  };
  const processed = processTokenResponse({ outcome, answerLost }, context);
  return { ...processed, masks: masks.slice(1) };
}

function issued(json: JsonObject, options?: Parameters<typeof process>[1]) {
  const processed = process(response(200, json), options);
  if (processed.kind !== 'issued') throw new Error(`expected tokens, not ${processed.kind}`);
  return processed;
}

function tokensOf(json: JsonObject): TokenSet {
  return issued({ access_token: 'a2', ...json }).tokens;
}

/** The error of a response, thrown or as part of an unusable one. */
function failure(outcome: HttpOutcome, options?: Parameters<typeof process>[1]) {
  return () => {
    const processed = process(outcome, options);
    return processed.kind === 'unusable' ? processed.failure : processed;
  };
}

/** The same at the command, after a sign-in. */
function failureAtCommand(outcome: HttpOutcome, options: { answerLost?: boolean } = {}) {
  const act = failure(outcome, { ...options, grant: codeGrant });
  return namedBy(commandNames(someSources), act);
}

describe('an issued response', () => {
  it('is read field by field', () => {
    const json = {
      access_token: 'a2',
      token_type: 'bearer',
      expires_in: 3600,
      scope: 'collab:  identity:scim.me\n',
      principal: 'ann@example.org',
      organizer_key: '12345678901234567890',
      account_key: '1',
    };
    expect(issued(json)).toEqual({
      kind: 'issued',
      tokens: {
        accessToken: 'a2',
        tokenType: 'bearer',
        expiresIn: 3600,
        expiresAt: new Date('2026-11-24T13:00:00.900Z'),
        scope: 'collab: identity:scim.me',
        principal: 'ann@example.org',
        organizerKey: '12345678901234567890',
        accountKey: '1',
      },
      newRefreshToken: undefined,
      invalidFields: [],
      masks: ['a2'],
    });
  });

  it('needs no more than an access token', () => {
    expect(tokensOf({})).toEqual({ accessToken: 'a2', tokenType: 'Bearer' });
  });

  it('may have null for an optional field', () => {
    expect(issued({ access_token: 'a2', scope: null, refresh_token: null })).toMatchObject({
      tokens: { scope: undefined },
      newRefreshToken: undefined,
      invalidFields: [],
    });
  });

  it.each([
    ['token_type', 'tokenType', 'Bearer\n::error::x', 'Bearer'],
    ['expires_in', 'expiresAt', 'soon', undefined],
    ['scope', 'scope', 'a "quoted" scope', undefined],
    ['principal', 'principal', 'ann\u0007@example.org', undefined],
    ['organizer_key', 'organizerKey', 1234567890123456, undefined],
    ['account_key', 'accountKey', '12a', undefined],
  ])('treats an invalid %s as absent and names it', (name, field, value, expected) => {
    const { tokens, invalidFields } = issued({ access_token: 'a2', [name]: value });
    expect(tokens[field as keyof TokenSet]).toBe(expected);
    expect(invalidFields).toEqual([name]);
  });

  it('treats a key that contains a token as invalid', () => {
    const access_token = `a${'1234567890'.repeat(3)}`;
    const keys = { organizer_key: '12345678901234567890', account_key: '1234567890123' };
    const { tokens, invalidFields } = issued({ access_token, ...keys });
    expect([tokens.organizerKey, tokens.accountKey]).toEqual([undefined, undefined]);
    expect(invalidFields).toEqual(['organizer_key', 'account_key']);
  });

  it('treats a scope that is much too long as invalid', () => {
    expect(issued({ access_token: 'a2', scope: 's'.repeat(9_000) }).invalidFields).toEqual([
      'scope',
    ]);
  });

  it.each([
    ['token_type', sent],
    ['scope', `collab: ${sent}`],
    ['principal', `token ${sent}`],
    ['principal', `token ${sent.slice(3, 15)}`],
  ])('treats a %s that contains a token as invalid: %s', (name, value) => {
    const { tokens, invalidFields } = issued({ access_token: 'a2', [name]: value });
    expect(JSON.stringify(tokens)).not.toContain(sent.slice(3, 15));
    expect(invalidFields).toEqual([name]);
  });

  it('counts a blank field as absent', () => {
    const blank = { refresh_token: '', scope: ' ', account_key: '', principal: '\t' };
    expect(issued({ access_token: 'a2', ...blank })).toMatchObject({
      newRefreshToken: undefined,
      invalidFields: [],
    });
  });

  it('does not store an invalid refresh token', () => {
    const long = 'r'.repeat(48 * 1024 + 1);
    for (const refresh_token of ['two words', 'naïve', '"r2"', '{"a":1}', long, ['r2'], 7]) {
      expect(issued({ access_token: 'a2', refresh_token })).toMatchObject({
        newRefreshToken: undefined,
        invalidFields: ['refresh_token'],
      });
    }
  });
});

describe('the new refresh token', () => {
  const json = (refresh_token: string) => ({ access_token: 'a2', refresh_token });

  it('is one that differs from the one sent', () => {
    expect(issued(json('r2')).newRefreshToken).toBe('r2');
    expect(issued(json(sent)).newRefreshToken).toBeUndefined();
  });

  it('is none beside a personal access token, but it is masked', () => {
    const { newRefreshToken, masks } = issued(json('r2'), { grant: personalGrant });
    expect(newRefreshToken).toBeUndefined();
    expect(masks).toEqual(['r2', 'a2']);
  });

  it('is taken without the white space around it', () => {
    const { newRefreshToken, tokens, masks } = issued({
      access_token: ' a2',
      refresh_token: 'r2\r\n',
    });
    expect([newRefreshToken, tokens.accessToken]).toEqual(['r2', 'a2']);
    expect(masks).toEqual(['r2', 'a2']);
    expect(issued(json(`${sent}\n`)).newRefreshToken).toBeUndefined();
  });

  it.each([201, 203, 206, 299])('is taken from an answer with the status %i', (status) => {
    const outcome = response(status, json('r2'));
    expect(process(outcome)).toMatchObject({ kind: 'issued', newRefreshToken: 'r2' });
  });

  it('is any, after a sign-in', () => {
    expect(issued(json(sent), { grant: codeGrant }).newRefreshToken).toBe(sent);
  });

  it('is kept when the rest of the answer is unusable', () => {
    expect(process(response(200, { refresh_token: 'r2', expires_in: 'soon' }))).toMatchObject({
      kind: 'unusable',
      newRefreshToken: 'r2',
      invalidFields: ['expires_in'],
    });
  });
});

describe('masks', () => {
  it.each([
    ['both tokens, the refresh token first', 'a2', 'r2', ['r2', 'a2']],
    [
      'an invalid token of long lines',
      'a2',
      'line one\r\nand line two',
      ['line one\r\nand line two', 'a2'],
    ],
    ['no invalid token that is short', 'a b c d', 'r2', ['r2']],
    ['no invalid token with a short line', 'a2', 'line one\nr', ['a2']],
    ['no empty line at the end', 'a2', 'line one\n', ['a2']],
    ['nothing that is not text', 7, ['long enough to mask'], []],
  ])('%s', (_what, access_token, refresh_token, expected) => {
    expect(process(response(200, { access_token, refresh_token })).masks).toEqual(expected);
  });
});

describe('a response that is not clean', () => {
  const text = '{"access_token":"a2","refresh_token":"r2","expires_in":3600}';
  const received = (body: string, status = 200) => ({ ...response(status), text: body });
  const cut = (body: string, status = 200) => ({ ...reset, partial: received(body, status) });

  it('is used if its JSON is complete', () => {
    const issued = { kind: 'issued', newRefreshToken: 'r2', tokens: { expiresIn: 3600 } };
    expect(process(received(`<!-- -->${text}\0`))).toMatchObject(issued);
    expect(process(cut(text))).toMatchObject(issued);
  });

  it.each([
    ['a cut body', cut(text.slice(0, 45))],
    ['broken JSON', received(text.slice(0, 45))],
  ])('keeps the refresh token of %s, but not the access token', async (_what, outcome) => {
    expect(process(outcome)).toMatchObject({
      kind: 'unusable',
      newRefreshToken: 'r2',
      masks: ['r2', 'a2'],
    });
    expect((await actionErrorOf(failure(outcome))).message).toContain('is cut off');
  });

  it('that was cut before a token was whole is a lost answer', async () => {
    const outcome = cut('{"access_token":"a');
    const error = await actionErrorOf(failure(outcome, { answerLost: true }));
    expect(error.code).toBe('goto-unavailable');
    expect(error.message).toContain('may have rotated');
  });

  it.each([300, 400, 500])('has no tokens with status %i, and they are masked', async (status) => {
    for (const outcome of [received(text, status), cut(text, status)]) {
      const masks: string[] = [];
      const error = await actionErrorOf(failure(outcome, { masks }));
      expect(error.code).toBe('goto-unavailable');
      expect(masks).toEqual([sent, 'r2', 'a2']);
    }
  });

  it.each([
    [text, 200, true],
    ['{"refresh_token":"r2",', 200, true],
    ['{"access_token":"a2"}', 200, true],
    ['{"access_token":"a2","refresh_token":""}', 200, true],
    ['{"access_token":"a2","refresh_token":"two words"}', 200, true],
    ['{"access_token":"a2","refresh_token":"two words"', 200, false],
    ['{"access_token":"a2",', 200, false],
    ['{"access_token":"a2', 200, false],
    ['{"refresh_token":"two words",', 200, false],
    ['', 200, false],
    [text, 206, true],
    [text, 299, true],
    [text, 300, false],
    [text, 500, false],
  ])('%j with status %i has tokens: %s', (body, status, expected) => {
    expect(hasTokens(received(body, status))).toBe(expected);
  });
});

describe('a rejected response', () => {
  const json = { error: 'invalid_grant', error_description: 'expired' };

  it.each([true, false])('is invalid_grant; an answer was lost before: %s', (answerLost) => {
    expect(process(response(400, json), { answerLost })).toEqual({
      kind: 'rejected',
      quotation: ' GoTo said: "invalid_grant: expired".',
      answerLost,
      isReplaced: false,
      masks: [],
    });
  });

  it.each<[JsonObject, string]>([
    [{ error: { code: 'invalid_grant', message: 'dead' } }, 'invalid_grant: dead'],
    [{ error: { error: 'invalid_grant' } }, 'invalid_grant'],
    [{ errors: [{ message: 'dead' }, { code: 'invalid_grant' }] }, 'dead: invalid_grant'],
    [{ errorCode: 'invalid_grant', reference: 'r1' }, 'invalid_grant'],
    [{ int_err_code: 'invalid_grant', msg: 'dead' }, 'invalid_grant: dead'],
    [{ error: ' invalid_grant ' }, 'invalid_grant'],
    [{ message: 'invalid_grant: refresh.token.revoked' }, 'invalid_grant: refresh.token.revoked'],
  ])('may be told by %j', (json, said) => {
    const quotation = ` GoTo said: "${said}".`;
    expect(process(response(400, json))).toMatchObject({ kind: 'rejected', quotation });
  });

  it.each([
    ['invalid_grant\n', 'invalid_grant'],
    ['"invalid_grant"', 'invalid_grant'],
    ['{"error":"invalid_grant","error_descr', 'invalid_grant'],
  ])('may be told by the text %j', (text, said) => {
    const quotation = ` GoTo said: "${said}".`;
    expect(process({ ...response(400), text })).toMatchObject({ kind: 'rejected', quotation });
  });

  it('may say that a newer token replaced the one sent', () => {
    const error_description = 'refresh.token.revoked';
    expect(process(response(400, { error: 'invalid_grant', error_description }))).toMatchObject({
      kind: 'rejected',
      isReplaced: true,
    });
  });

  it.each([302, 401, 403, 429, 499])('may have the status %i', (status) => {
    expect(process(response(status, json)).kind).toBe('rejected');
  });

  it.each([500, 503])('is no 5xx, here %i', async (status) => {
    expect((await actionErrorOf(failure(response(status, json)))).code).toBe('goto-unavailable');
  });

  it.each([200, 201, 299])('is no success, here %i', (status) => {
    expect(process(response(status, json)).kind).toBe('unusable');
  });
});

describe('the error', () => {
  const lost = { answerLost: true };
  const invalidClient = response(401, { error: 'invalid_client', error_description: 'unknown' });

  it('says what happened and what to do', async () => {
    await expect(
      await errorTable({
        'no answer: refused': failure(neverSent),
        'no answer: reset, lost': failure(reset, lost),
        'no answer: time-out, lost, after a sign-in': failureAtCommand(timeOut, lost),
        'no answer: certificate': failure(untrusted),
        'no answer: TLS': failure(noResponse('tls', 'EPROTO')),
        'no answer: proxy': failure(noResponse('proxy-setting', 'not a URL')),
        'status 401': failure(response(401)),
        'status 401, lost': failure(response(401), lost),
        'status 401 invalid_client': failure(invalidClient),
        'status 401 invalid_client, lost, after a sign-in': failureAtCommand(invalidClient, lost),
        'status 401, the grant type': failure(
          response(401, {
            error: 'invalid_client',
            error_description: 'Unauthorized grant type: refresh_token',
          }),
        ),
        'status 401, the grant type in plain text': failure({
          ...response(401),
          text: 'Unauthorized grant type',
        }),
        'status 400, the grant type, after a sign-in': failureAtCommand(
          response(400, { error: 'unsupported_grant_type' }),
        ),
        'status 401, the grant type, with a personal access token': failure(
          response(401, { message: 'Unauthorized grant type' }),
          { grant: personalGrant },
        ),
        'status 404, the old host': failure(
          response(404, { message: 'This endpoint is no longer valid, see the guide' }),
        ),
        'status 502 with HTML': failure({ ...response(502), text: '<html>Bad gateway</html>' }),
        'status 307': failure(
          response(307, undefined, {
            location: 'https://identity-eu-west-1.goto.example/token?a=b',
          }),
        ),
        'status 308, after a sign-in': failureAtCommand(
          response(308, undefined, { location: '//identity.goto.example/' }),
        ),
        'status 302 to a host that looks like a token': failure(
          response(302, undefined, { location: `https://${'0a1b2c3d'.repeat(5)}.example/` }),
        ),
        'status 302 to a host with a region': failure(
          response(302, undefined, { location: 'https://identity-eu-west-1.goto.example/' }),
        ),
        'status 302 to a host that is no name': failure(
          response(302, undefined, { location: `https://${'a'.repeat(300)}.example/` }),
        ),
        'status 302 to a host named like a secret': failure(
          response(302, undefined, { location: `https://${sent}.example/` }),
        ),
        'status 302 to an address without a host': failure(
          response(302, undefined, { location: 'mailto:a@b' }),
        ),
        'status 302 to nowhere': failure(response(302, undefined, { location: 'http://[' })),
        'status 200 without tokens, with a personal access token': failure(response(200), {
          grant: personalGrant,
        }),
        'status 503, lost, with a personal access token': failure(response(503), {
          grant: personalGrant,
          answerLost: true,
        }),
        'status 403 unauthorized_client': failure(response(403, { error: 'unauthorized_client' })),
        'status 400 with a reason': failure(response(400, { error: 'invalid_scope' })),
        'status 400 with a reason, after a sign-in': failureAtCommand(
          response(400, { error: 'invalid_scope' }),
        ),
        'status 400 without a reason': failure(response(400)),
        'status 400 without a reason, after a sign-in': failureAtCommand(response(400)),
        'status 201 without tokens': failure(response(201, {})),
        'status 204': failure(response(204)),
        'status 299, after a sign-in': failureAtCommand(response(299)),
        'status 300': failure(response(300)),
        'status 429': failure(response(429)),
        'status 499 invalid_client': failure(response(499, { error: 'invalid_client' })),
        'status 500 invalid_client': failure(response(500, { error: 'invalid_client' })),
        'status 503, lost': failure(response(503), lost),
        'status 200 without JSON': failure(response(200)),
        'status 200 without JSON, after a sign-in': failureAtCommand(response(200)),
        'status 200 without tokens': failure(response(200, { error: 'server_on_fire' })),
        'status 200 with a blank access token': failure(response(200, { access_token: ' ' })),
        'status 200 with an invalid access token': failure(
          response(200, { access_token: 'two words' }),
        ),
        'status 200 with a refresh token only': failure(response(200, { refresh_token: 'r2' })),
        'status 200 with an invalid access token, and a refresh token': failure(
          response(200, { access_token: 7, refresh_token: 'r2' }),
        ),
        'status 200 with the refresh token that was sent': failure(
          response(200, { refresh_token: sent }),
        ),
        'status 200 with an invalid refresh token': failure(
          response(200, { refresh_token: 'two words' }),
        ),
      }),
    ).toMatchFileSnapshot('./token-response.txt');
  });
});

describe('whatever a token endpoint answers', () => {
  const printable = fc.string({ minLength: 1, maxLength: 30 });
  const anything = fc.oneof(fc.anything(), printable, fc.constant(sent));
  const json = fc.oneof(
    fc.record(
      {
        access_token: anything,
        refresh_token: anything,
        token_type: anything,
        expires_in: anything,
        scope: anything,
        principal: anything,
        organizer_key: anything,
        account_key: anything,
        error: anything,
        error_description: anything,
      },
      { requiredKeys: [] },
    ),
    fc.dictionary(fc.string(), fc.jsonValue()),
    fc.constant(undefined),
  );
  const isToken = /^[\x21-\x7e]{1,49152}$/;
  const statuses = fc.constantFrom(200, 201, 302, 400, 401, 429, 500);

  it('there is no crash, no leak, no stored non-token, and no success without an access token', () => {
    fc.assert(
      fc.property(json, statuses, (fields, status) => {
        const result = attempt(() => process(response(status, fields as JsonObject)));
        if (result instanceof TokenFailure) {
          const { message, hint } = describeFailure(result, actionNames) ?? {};
          expect(`${message}${hint}`).not.toContain(sent);
          expect(message).not.toMatch(/[\r\n]/);
        } else if (result.kind === 'rejected') {
          expect(result.quotation).not.toContain(sent);
        } else {
          expect([200, 201]).toContain(status);
          const { newRefreshToken = 'none', kind } = result;
          expect(newRefreshToken).toMatch(isToken);
          expect(newRefreshToken).not.toBe(sent);
          if (kind === 'unusable') return;
          const { accessToken, ...others } = result.tokens;
          expect(accessToken).toMatch(isToken);
          expect(JSON.stringify(others)).not.toContain(sent);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function attempt<T>(act: () => T): T | TokenFailure {
  try {
    return act();
  } catch (error) {
    if (error instanceof TokenFailure) return error;
    throw error;
  }
}
