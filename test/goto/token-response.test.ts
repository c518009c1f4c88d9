import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Grant } from '../../src/goto/grant';
import { hasTokens } from '../../src/goto/response-fields';
import {
  processTokenResponse,
  TokenFailure,
  type TokenResponse,
} from '../../src/goto/token-response';
import type { HttpOutcome, JsonObject } from '../../src/http/outcome';
import { describeFailure } from '../../src/messages/describe';
import { actionNames, commandNames } from '../../src/messages/names';
import { Redactor } from '../../src/redactor';
import {
  errorTable,
  namedBy,
  neverSent,
  reset,
  response,
  timeOut,
} from '../support/scripted-transport';
import { someSources } from '../support/some-inputs';

const sent = 'refresh-token-that-was-sent';
const refreshGrant: Grant = { grant_type: 'refresh_token', refresh_token: sent };
const personalGrant: Grant = { grant_type: 'personal_access_token', pat: 'pat-that-was-sent' };
const codeGrant: Grant = {
  grant_type: 'authorization_code',
  code: 'code-of-the-sign-in',
  redirect_uri: 'http://localhost:8976',
  code_verifier: 'verifier-of-the-sign-in',
};

function process(
  outcome: HttpOutcome,
  { answerLost = false, grant = refreshGrant, masks = [] as string[] } = {},
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

type Options = Parameters<typeof process>[1];

const issued = (json: JsonObject, options?: Options) =>
  process(response(200, { access_token: 'a2', ...json }), options);

/** What comes of an outcome, or the failure that is thrown. */
function attempt(outcome: HttpOutcome, options?: Options) {
  try {
    return process(outcome, options);
  } catch (error) {
    if (error instanceof TokenFailure) return error;
    throw error;
  }
}

/** The error of a response, thrown or as part of an unusable one. */
const failure = (outcome: HttpOutcome, options?: Options) => () => {
  const result = attempt(outcome, options);
  return 'kind' in result && result.kind === 'unusable' ? result.failure : result;
};

/** The same at the command, after a sign-in. */
const failureAtCommand = (outcome: HttpOutcome, options?: Options) =>
  namedBy(commandNames(someSources), failure(outcome, { ...options, grant: codeGrant }));

const text = '{"access_token":"a2","refresh_token":"r2","expires_in":3600}';
const received = (body: string, status = 200) => ({ ...response(status), text: body });
const cut = (body: string, status = 200) => ({ ...reset, partial: received(body, status) });

describe('an issued response', () => {
  it('is read field by field', () => {
    const json = {
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

  it('may have blank fields, or null', () => {
    const blank = { refresh_token: '', scope: null, account_key: '', principal: '\t' };
    expect(issued(blank)).toEqual({
      kind: 'issued',
      tokens: { accessToken: 'a2', tokenType: 'Bearer' },
      invalidFields: [],
      masks: ['a2'],
    });
  });

  it.each<JsonObject>([
    {
      refresh_token: 'two words',
      expires_in: 'soon',
      token_type: 'Bearer\n::error::x',
      scope: 'a "quoted" scope',
      principal: 'ann\u0007@example.org',
      organizer_key: 1234567890123456,
      account_key: '12a',
    },
    { token_type: sent, scope: `collab: ${sent}`, principal: `token ${sent.slice(3, 15)}` },
    {
      access_token: `a${'1234567890'.repeat(3)}`,
      organizer_key: '12345678901234567890',
      account_key: '1234567890123',
    },
  ])('lacks fields that are invalid or hold a token, and names them: %j', (json) => {
    const { access_token: accessToken = 'a2', ...invalid } = json;
    expect(issued(json)).toEqual({
      kind: 'issued',
      tokens: { accessToken, tokenType: 'Bearer' },
      invalidFields: Object.keys(invalid),
      masks: expect.arrayContaining([accessToken]),
    });
  });
});

describe('the new refresh token', () => {
  it.each([
    ['r2\r\n', refreshGrant, 'r2', ['r2', 'a2']],
    [`${sent}\n`, refreshGrant, undefined, ['a2']],
    ['r2', personalGrant, undefined, ['r2', 'a2']],
    [sent, codeGrant, sent, ['a2']],
  ])('in %j, for %j, is %s, and %j are masked', (refresh_token, grant, newRefreshToken, masks) => {
    const granted = issued({ access_token: ' a2', refresh_token }, { grant });
    expect(granted).toMatchObject({ newRefreshToken, masks, tokens: { accessToken: 'a2' } });
  });

  it('is kept when the rest of the answer is unusable', () => {
    const outcome = response(200, { refresh_token: 'r2', expires_in: 'soon' });
    const kept = { kind: 'unusable', newRefreshToken: 'r2', masks: ['r2'] };
    expect(process(outcome)).toMatchObject({ ...kept, invalidFields: ['expires_in'] });
  });
});

it.each([
  ['an invalid token', 'line one\r\nand line two', ['line one\r\nand line two', 'a2']],
  ['no invalid token with a short line', 'line one\nr', ['a2']],
  ['no empty line at the end', 'line one\n', ['a2']],
  ['nothing that is not text', ['long enough to mask'], ['a2']],
])('masked is %s', (_what, refresh_token, masks) => {
  expect(issued({ refresh_token })).toMatchObject({ masks });
});

describe('a response that is not clean', () => {
  it.each([
    ['is used if its JSON is complete', received(`<!-- -->${text}\0`), 'issued'],
    ['is used if all of it came before the cut', cut(text), 'issued'],
    ['has a refresh token though its JSON is broken', received(text.slice(0, 45)), 'unusable'],
    ['has a refresh token though it was cut', cut(text.slice(0, 45)), 'unusable'],
  ])('%s', (_what, outcome, kind) => {
    expect(process(outcome)).toMatchObject({ kind, newRefreshToken: 'r2', masks: ['r2', 'a2'] });
  });

  it.each([300, 400, 500])('has no tokens with status %i, and they are masked', (status) => {
    for (const outcome of [received(text, status), cut(text, status)]) {
      const masks: string[] = [];
      const facts = { kind: 'unavailable', isRotated: false };
      expect(attempt(outcome, { masks })).toMatchObject({ facts });
      expect(masks).toEqual([sent, 'r2', 'a2']);
    }
  });

  it.each([
    ['{"refresh_token":"r2",', 200, true],
    ['{"access_token":"a2"}', 200, true],
    ['{"access_token":"a2","refresh_token":""}', 299, true],
    ['{"access_token":"a2","refresh_token":"two words"}', 200, true],
    ['{"access_token":"a2","refresh_token":"two words"', 200, false],
    ['{"access_token":"a2",', 200, false],
    ['{"refresh_token":"two words",', 200, false],
    ['', 200, false],
    [text, 199, false],
    [text, 300, false],
  ])('%j with status %i has tokens: %s', (body, status, expected) => {
    expect(hasTokens(received(body, status))).toBe(expected);
  });
});

describe('a rejected response', () => {
  it.each([
    ['expired', true, false],
    ['refresh.token.revoked', false, true],
  ])('is invalid_grant: %s', (error_description, answerLost, isReplaced) => {
    const json = { error: 'invalid_grant', error_description };
    expect(process(response(400, json), { answerLost })).toEqual({
      kind: 'rejected',
      quotation: ` GoTo said: "invalid_grant: ${error_description}".`,
      answerLost,
      isReplaced,
      masks: [],
    });
  });

  it.each([
    ['{"error":{"code":"invalid_grant","message":"dead"}}', 'invalid_grant: dead'],
    ['{"errors":[{"message":"dead"},{"code":"invalid_grant"}]}', 'dead: invalid_grant'],
    ['{"message":"invalid_grant: refresh.token.revoked"}', 'invalid_grant: refresh.token.revoked'],
    ['{"error":"invalid_grant","error_descr', 'invalid_grant'],
    ['invalid_grant\n', 'invalid_grant'],
    [' "invalid_grant"', 'invalid_grant'],
  ])('may be told by the text %j', (body, said) => {
    const quotation = ` GoTo said: "${said}".`;
    expect(process(received(body, 400))).toMatchObject({ kind: 'rejected', quotation });
  });

  it.each<[number, string, string]>([
    [302, 'invalid_grant', 'rejected'],
    [401, 'invalid_grant', 'rejected'],
    [499, 'invalid_grant', 'rejected'],
    [500, 'invalid_grant', 'unavailable'],
    [299, 'invalid_grant', 'no-access-token'],
    [400, 'not invalid_grant', 'unavailable'],
    [401, 'anything', 'client-rejected'],
    [499, 'invalid_client', 'client-rejected'],
    [403, 'unauthorized_client', 'client-rejected'],
    [400, 'x invalid_client', 'unavailable'],
    [400, 'invalid_client_x', 'unavailable'],
    [401, 'unsupported_grant_type', 'grant-type-rejected'],
    [429, 'slow_down', 'unavailable'],
  ])('with status %i and the error %s is %s', (status, error, kind) => {
    const result = failure(response(status, { error }))();
    expect('facts' in result ? result.facts.kind : result.kind).toBe(kind);
  });
});

it('the error says what happened and what to do', async () => {
  const lost = { answerLost: true };
  const personal = { grant: personalGrant };
  const lostPersonal = { ...personal, ...lost };
  const invalidClient = response(401, { error: 'invalid_client', error_description: 'unknown' });
  const plain = received('Unauthorized grant type', 401);
  const withReason = response(400, { error: 'invalid_scope' });
  const moved = response(308, undefined, { location: '//identity.goto.example/' });
  await expect(
    await errorTable({
      'no answer: refused': failure(neverSent),
      'cut before a token was whole, lost': failure(cut('{"access_token":"a'), lost),
      'no answer: time-out, lost, after a sign-in': failureAtCommand(timeOut, lost),
      'status 401': failure(response(401)),
      'status 401 invalid_client, lost': failure(invalidClient, lost),
      'status 401 invalid_client, lost, after a sign-in': failureAtCommand(invalidClient, lost),
      'status 401, the grant type in plain text': failure(plain),
      'status 401, the grant type, lost, after a sign-in': failureAtCommand(plain, lost),
      'status 401, the grant type, with a personal access token': failure(plain, personal),
      'status 500 invalid_client': failure(response(500, { error: 'invalid_client' })),
      'status 502 with HTML': failure(received('<html>Bad gateway</html>', 502)),
      'status 503, lost, with a personal access token': failure(response(503), lostPersonal),
      'status 308': failure(moved),
      'status 308, after a sign-in': failureAtCommand(moved),
      'status 302 to nowhere': failure(response(302, undefined, { location: 'http://[' })),
      'status 400 without a reason, after a sign-in': failureAtCommand(response(400)),
      'status 400 with a reason, after a sign-in': failureAtCommand(withReason),
      'status 200 without JSON': failure(response(200)),
      'status 299 without JSON, after a sign-in': failureAtCommand(response(299)),
      'status 200 without JSON, with a personal access token': failure(response(200), personal),
      'status 200, cut behind the tokens': failure(received(text.slice(0, 45))),
      'status 201 without tokens': failure(response(201, { error: 'server_on_fire' })),
      'status 200 with an invalid access token': failure(response(200, { access_token: 'a b' })),
      'status 200 with a blank access token': failure(response(200, { access_token: ' ' })),
      'status 200 with a refresh token only': failure(response(200, { refresh_token: 'r2' })),
    }),
  ).toMatchFileSnapshot('./token-response.txt');
});

it('whatever GoTo answers: no crash, no leak, no stored non-token, no success without a token', () => {
  const text = fc.string({ minLength: 1, maxLength: 30 });
  const anything = fc.oneof(fc.anything(), text, fc.constant(sent));
  const field = fc.constantFrom(
    ...['access_token', 'refresh_token', 'token_type', 'expires_in', 'scope', 'principal'],
    ...['organizer_key', 'account_key', 'error', 'error_description'],
  );
  const json = fc.dictionary(fc.oneof(field, field, text), anything);
  const statuses = fc.constantFrom(200, 201, 302, 400, 401, 429, 500);
  const isToken = /^[\x21-\x7e]{1,49152}$/;
  fc.assert(
    fc.property(json, statuses, (fields, status) => {
      const result = attempt(response(status, fields));
      if (result instanceof TokenFailure || result.kind === 'rejected') {
        const { message = '', hint = '' } = describeFailure(result, actionNames) ?? {};
        expect(`${message}${hint}${JSON.stringify(result)}`).not.toContain(sent);
        expect(message).not.toMatch(/[\r\n]/);
        return;
      }
      expect([200, 201]).toContain(status);
      expect(result.newRefreshToken ?? 'none').toMatch(isToken);
      expect(result.newRefreshToken).not.toBe(sent);
      if (result.kind === 'unusable') return;
      const { accessToken, ...others } = result.tokens;
      expect(accessToken).toMatch(isToken);
      expect(JSON.stringify(others)).not.toContain(sent);
    }),
    { numRuns: 500 },
  );
});
