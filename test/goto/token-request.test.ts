import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Grant } from '../../src/goto/grant';
import { requestTokens } from '../../src/goto/token-request';
import type { HttpOutcome } from '../../src/http/outcome';
import { tokenTimes } from '../../src/limits';
import { Redactor } from '../../src/redactor';
import {
  type Answer,
  inPhase,
  neverSent,
  reset,
  response,
  scriptedTransport,
} from '../support/scripted-transport';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const grant: Grant = { grant_type: 'refresh_token', refresh_token: 'r1+/=' };
const granted = response(200, { access_token: 'a2', expires_in: 3600 });

async function request(answer: Answer) {
  const transport = scriptedTransport({ 'POST /oauth/token': answer });
  const client = { clientId: 'client-1', clientSecret: 's3+cret/==' };
  const tokenRequest = { client, grant, tokenUrl: new URL('https://goto.example/oauth/token') };
  const redactor = new Redactor((secret) => transport.lines.push(`mask ${secret}`));
  const context = { transport, redactor, onSending: vi.fn() };
  const started = performance.now();
  const done = inPhase((phase) => requestTokens(tokenRequest, phase, context), tokenTimes)
    .catch((error) => error)
    .then((result) => ({ result, tookMs: performance.now() - started }));
  await vi.advanceTimersByTimeAsync(60_000);
  return { ...(await done), ...transport, onSending: context.onSending };
}

describe('a token request', () => {
  it('is a form with the Basic credential: base64 of both halves as they are', async () => {
    const { requests, onSending } = await request(granted);
    expect(requests).toEqual([
      expect.objectContaining({
        method: 'POST',
        url: new URL('https://goto.example/oauth/token'),
        headers: {
          accept: 'application/json',
          authorization: `Basic ${btoa('client-1:s3+cret/==')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=refresh_token&refresh_token=r1%2B%2F%3D',
      }),
    ]);
    expect(onSending).toHaveBeenCalledOnce();
  });

  it('counts the lifetime from the last time it left', async () => {
    const before = Date.now();
    const { result, tookMs } = await request([response(503), granted]);
    expect(tookMs).toBeGreaterThan(0);
    expect(result.tokens.expiresAt.getTime()).toBeCloseTo(before + tookMs + 3_600_000, -2);
  });

  const tokens = { refresh_token: 'r2', access_token: 'a2' };

  it.each([
    ['a refused connection', neverSent, false, []],
    ['429', response(429), false, []],
    ['503', response(503), true, []],
    ['a reset', reset, true, []],
    ['429 with tokens', response(429, tokens), false, ['mask r2', 'mask a2']],
    ['a cut 503', { ...reset, partial: response(503, tokens) }, true, ['mask r2', 'mask a2']],
  ])('is sent again after %s, with its tokens masked', async (_what, first, answerLost, masks) => {
    const { result, lines } = await request([first, response(400, { error: 'invalid_grant' })]);
    expect(result).toMatchObject({ kind: 'rejected', answerLost });
    const retry = expect.stringContaining('get an access token from GoTo (goto.example: ');
    expect(lines).toEqual([...masks, retry]);
  });

  const partial = { ...response(200), text: '{"refresh_token":"r2","access' };

  it.each([
    ['another answer', response(400), {}],
    ['a cut one that has a token', { ...reset, partial }, { newRefreshToken: 'r2' }],
  ])('is not sent again after %s', async (_what, first, expected) => {
    const { result, requests } = await request([first, granted]);
    expect(result).toMatchObject(expected);
    expect(requests).toHaveLength(1);
  });

  it('is waited for to the end of its time, and not sent again meanwhile', async () => {
    const late = () => new Promise<HttpOutcome>((resolve) => setTimeout(resolve, 44_900, granted));
    const { result, requests, tookMs } = await request(late);
    expect(result).toMatchObject({ kind: 'issued' });
    expect(tookMs).toBe(44_900);
    expect(requests).toHaveLength(1);
  });
});
