import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ActionError } from '../../src/errors';
import { basicCredential, judge, type TokenSet, type Verdict } from '../../src/goto/token-request';
import { HttpFailure } from '../../src/http/error';
import { Secrets } from '../../src/redactor';

const sent = 'refresh-token-that-was-sent';
const grant = { grant_type: 'refresh_token', refresh_token: sent } as const;
const askedAt = new Date('2026-11-24T12:00:00.900Z');

function someSecrets() {
  const masks: string[] = [];
  const secrets = new Secrets((secret) => masks.push(secret));
  secrets.mask(sent);
  return { secrets, masks };
}

function verdictOn(body: unknown, { status = 200, lost = false } = {}): Verdict {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const result = { status, headers: {}, body: text };
  return judge({ result, lost }, { grant, askedAt, secrets: someSecrets().secrets });
}

function granted(body: object) {
  const verdict = verdictOn(body);
  if (verdict.kind !== 'granted') throw new Error('expected tokens');
  return verdict;
}

function tokensOf(body: object): TokenSet {
  const { tokens } = granted(body);
  if (tokens instanceof ActionError) throw tokens;
  return tokens;
}

function errorOf(act: () => unknown): ActionError {
  try {
    act();
  } catch (error) {
    if (error instanceof ActionError) return error;
    throw error;
  }
  throw new Error('expected an ActionError');
}

describe('the Basic credential', () => {
  it('is the raw base64 of both halves, as in the documented sample', () => {
    expect(basicCredential({ clientId: 'a', clientSecret: '3naO10IA2agcvG+9I9TGEQ==' })).toBe(
      Buffer.from('a:3naO10IA2agcvG+9I9TGEQ==').toString('base64'),
    );
  });
});

describe('an answer with tokens', () => {
  it('is read field by field', () => {
    const tokens = tokensOf({
      access_token: 'a2',
      token_type: 'bearer',
      expires_in: 3600,
      scope: 'collab:  identity:scim.me\n',
      principal: 'ann@example.org',
      organizer_key: '12345678901234567890',
      account_key: '1',
    });
    expect(tokens).toEqual({
      accessToken: 'a2',
      tokenType: 'bearer',
      expiresIn: 3600,
      expiresAt: new Date('2026-11-24T13:00:00.900Z'),
      scope: 'collab: identity:scim.me',
      principal: 'ann@example.org',
      organizerKey: '12345678901234567890',
      accountKey: '1',
    });
  });

  it('is a Bearer token when GoTo names no type', () => {
    expect(tokensOf({ access_token: 'a2' }).tokenType).toBe('Bearer');
  });

  it('may begin with a byte order mark', () => {
    expect(verdictOn('\uFEFF{"access_token":"a2"}')).toMatchObject({
      tokens: { accessToken: 'a2' },
    });
  });

  it.each([
    ['a2', 'r2'],
    ['a token of words', 'the first line\nand the second'],
  ])('masks both tokens, here %j and %j', (access_token, refresh_token) => {
    const { secrets, masks } = someSecrets();
    const body = JSON.stringify({ access_token, refresh_token });
    judge({ result: { status: 200, headers: {}, body }, lost: false }, { grant, askedAt, secrets });
    expect(masks).toEqual([sent, access_token, refresh_token]);
  });

  it('does not mask junk of which a line would be found in every other word', () => {
    const { secrets, masks } = someSecrets();
    const body = JSON.stringify({ access_token: 'a b', refresh_token: 'long enough\nr' });
    judge({ result: { status: 200, headers: {}, body }, lost: false }, { grant, askedAt, secrets });
    expect(masks).toEqual([sent]);
  });

  it.each([
    [3600, 3600],
    ['3600', 3600],
    [3599.9, 3599],
    ['3599.9', 3599],
    [0.5, 1],
    ['1e3', 1000],
    [0, undefined],
    [-1, undefined],
    ['-1', undefined],
    ['0x10', undefined],
    ['soon', undefined],
    [315_360_000, undefined],
    [315_359_999, 315_359_999],
    [true, undefined],
    [[3600], undefined],
  ])('reads expires_in %j as %j', (expires_in, expected) => {
    const { tokens, junk } = granted({ access_token: 'a2', expires_in });
    expect(tokens).toMatchObject({ expiresIn: expected });
    expect(junk).toEqual(expected === undefined ? ['expires_in'] : []);
  });

  it.each([
    ['token_type', 'Bearer\n::error::x'],
    ['scope', 'a "quoted" scope'],
    ['scope', 7],
    ['scope', ''],
    ['refresh_token', ''],
    ['principal', 'ann\u0007@example.org'],
    ['principal', { name: 'ann' }],
    ['principal', `token ${sent}`],
    ['scope', sent],
    ['organizer_key', 1234567890123456],
    ['organizer_key', '12a'],
    ['account_key', '123456789012345678901'],
    ['refresh_token', 'two words'],
    ['refresh_token', 'naïve'],
    ['refresh_token', 'r'.repeat(48 * 1024 + 1)],
    ['refresh_token', ['r2']],
  ])('counts %s as absent where it cannot be used, and names it (%#)', (name, value) => {
    const { tokens, junk, newRefreshToken } = granted({ access_token: 'a2', [name]: value });
    expect(tokens).not.toBeInstanceOf(ActionError);
    expect(junk).toEqual([name]);
    expect(newRefreshToken).toBeUndefined();
  });

  it('does not complain of an optional field that is null', () => {
    expect(granted({ access_token: 'a2', scope: null, refresh_token: null }).junk).toEqual([]);
  });
});

describe('a rotation', () => {
  it('is a refresh token other than the one sent', () => {
    expect(granted({ access_token: 'a2', refresh_token: 'r2' }).newRefreshToken).toBe('r2');
  });

  it('is not the echo of the one sent', () => {
    expect(granted({ access_token: 'a2', refresh_token: sent }).newRefreshToken).toBeUndefined();
  });

  it('is seen even when the rest of the answer cannot be used', () => {
    const { tokens, newRefreshToken } = granted({ access_token: 7, refresh_token: 'r2' });
    expect(newRefreshToken).toBe('r2');
    expect(tokens).toMatchObject({ code: 'goto-answer-invalid' });
  });
});

describe('an answer without a usable access token', () => {
  it.each([
    [{}, 'access_token'],
    [{ access_token: '' }, 'access_token'],
    [{ access_token: 'two words' }, 'access_token'],
    [{ access_token: 'a'.repeat(48 * 1024 + 1) }, 'access_token'],
    [{ error: 'server_on_fire' }, 'GoTo said: "server_on_fire"'],
  ])('is goto-answer-invalid (%#)', (body, named) => {
    const { tokens } = granted(body);
    expect(tokens).toMatchObject({ code: 'goto-answer-invalid' });
    expect((tokens as ActionError).message).toContain(named);
  });

  it.each(['', '<html>', 'null', '"a2"'])('so is the body %j', (body) => {
    expect(verdictOn(body)).toMatchObject({ tokens: { code: 'goto-answer-invalid' } });
  });
});

describe('a refusal', () => {
  it('is invalid_grant, with what GoTo said', () => {
    const body = { error: 'invalid_grant', error_description: 'expired' };
    expect(verdictOn(body, { status: 400, lost: true })).toEqual({
      kind: 'refused',
      said: ' GoTo said: "invalid_grant: expired".',
      lost: true,
    });
  });

  it.each([
    [401, {}],
    [400, { error: 'invalid_client' }],
    [401, { error: 'invalid_client' }],
    [403, { error: 'unauthorized_client' }],
  ])('%i %j rejects the client', (status, body) => {
    const error = errorOf(() => verdictOn(body, { status }));
    expect(error.code).toBe('client-rejected');
    expect(error.message).toContain('client-id');
    expect(error.message).toContain('client-secret');
    expect(error.message).toContain(String(status));
  });

  it('of the client, too, tells of a lost answer', () => {
    const lost = errorOf(() => verdictOn({ error: 'invalid_client' }, { status: 401, lost: true }));
    expect(lost.message).toContain('may have rotated');
  });

  it.each([
    [400, { error: 'slow_down' }, 'slow_down'],
    [503, '<html>', '503'],
    [503, { error: 'invalid_grant' }, '503'],
    [302, '', '302'],
    [201, { access_token: 'a2' }, '201'],
  ])('%i %j is goto-unavailable and names it', (status, body, named) => {
    const error = errorOf(() => verdictOn(body, { status }));
    expect(error.code).toBe('goto-unavailable');
    expect(error.message).toContain(String(status));
    expect(error.message).toContain(named);
  });

  it('tells of a lost answer', () => {
    const lost = { result: new HttpFailure('time-out', 'no answer in time', true), lost: true };
    const error = errorOf(() => judge(lost, { grant, askedAt, secrets: someSecrets().secrets }));
    expect(error.code).toBe('goto-unavailable');
    expect(error.message).toContain('may have rotated');
  });
});

describe('whatever a token endpoint answers', () => {
  const printable = fc.string({ minLength: 1, maxLength: 30 });
  const anything = fc.oneof(fc.anything(), printable, fc.constant(sent));
  const answer = fc.record(
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
  );
  const body = fc.oneof(
    answer.map((fields) => JSON.stringify(fields) ?? ''),
    fc.json(),
    fc.string(),
  );
  const isToken = /^[\x21-\x7e]{1,49152}$/;

  it('there is no crash, no leak, no stored non-token, and no success without an access token', () => {
    fc.assert(
      fc.property(body, fc.constantFrom(200, 201, 302, 400, 401, 429, 500), (text, status) => {
        const { secrets } = someSecrets();
        const result = { status, headers: {}, body: text };
        let verdict: Verdict;
        try {
          verdict = judge({ result, lost: false }, { grant, askedAt, secrets });
        } catch (error) {
          if (!(error instanceof ActionError)) throw error;
          expect(error.message).not.toContain(sent);
          expect(error.message).not.toMatch(/[\r\n]/);
          return;
        }
        if (verdict.kind === 'refused') {
          expect(verdict.said).not.toContain(sent);
          return;
        }
        expect(status).toBe(200);
        if (verdict.newRefreshToken !== undefined) {
          expect(verdict.newRefreshToken).toMatch(isToken);
          expect(verdict.newRefreshToken).not.toBe(sent);
        }
        if (verdict.tokens instanceof ActionError) {
          expect(verdict.tokens.message).not.toContain(sent);
          return;
        }
        const { accessToken, ...others } = verdict.tokens;
        expect(accessToken).toMatch(isToken);
        for (const other of Object.values(others)) expect(String(other)).not.toContain(sent);
      }),
      { numRuns: 500 },
    );
  });
});
