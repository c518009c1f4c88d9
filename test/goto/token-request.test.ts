import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Grant } from '../../src/goto/grant';
import { requestTokens } from '../../src/goto/token-request';
import type { HttpOutcome } from '../../src/http/outcome';
import { tokenTimes } from '../../src/limits';
import { Redactor } from '../../src/redactor';
import {
  type Answer,
  inPhase,
  noResponse,
  reset,
  response,
  scriptedTransport,
} from '../support/scripted-transport';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const refreshGrant: Grant = { grant_type: 'refresh_token', refresh_token: 'r1+/=' };

async function request(answer: Answer, grant = refreshGrant) {
  const transport = scriptedTransport({ 'POST /oauth/token': answer });
  const client = { clientId: 'client-1', clientSecret: 's3cret' };
  const tokenRequest = { client, grant, tokenUrl: new URL('https://goto.example/oauth/token') };
  const stages: string[] = [];
  const context = {
    transport,
    redactor: new Redactor((secret) => transport.lines.push(`mask ${secret}`)),
    onSending: () => stages.push('sent'),
  };
  const done = inPhase((phase) => requestTokens(tokenRequest, phase, context), tokenTimes).then(
    (result) => ({ result, tookMs: performance.now() - started }),
    (error) => ({ result: error, tookMs: performance.now() - started }),
  );
  const started = performance.now();
  await vi.advanceTimersByTimeAsync(60_000);
  return { ...(await done), ...transport, stages };
}

describe('a token request', () => {
  it('is a form with the Basic credential', async () => {
    const { requests, stages } = await request(response(200, { access_token: 'a2' }));
    expect(requests).toEqual([
      expect.objectContaining({
        method: 'POST',
        url: new URL('https://goto.example/oauth/token'),
        headers: {
          accept: 'application/json',
          authorization: `Basic ${btoa('client-1:s3cret')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=refresh_token&refresh_token=r1%2B%2F%3D',
      }),
    ]);
    expect(stages).toEqual(['sent']);
  });

  it('may exchange the code of a sign-in', async () => {
    const { requests } = await request(response(200, { access_token: 'a2' }), {
      grant_type: 'authorization_code',
      code: 'c1',
      redirect_uri: 'http://localhost:8976',
      code_verifier: 'v1',
    });
    expect(requests[0]?.body).toBe(
      'grant_type=authorization_code&code=c1&redirect_uri=http%3A%2F%2Flocalhost%3A8976&code_verifier=v1',
    );
  });

  it('counts the lifetime from the last time it left', async () => {
    const answers = [response(503), response(200, { access_token: 'a2', expires_in: 3600 })];
    const before = Date.now();
    const { result, tookMs } = await request(answers);
    expect(tookMs).toBeGreaterThan(0);
    expect(result.tokens.expiresAt.getTime()).toBeCloseTo(before + tookMs + 3_600_000, -2);
  });

  it.each([
    ['a refused connection', noResponse(), false],
    ['429', response(429), false],
    ['503', response(503), true],
    ['a reset', reset, true],
  ])('is sent again after %s', async (_what, first, answerLost) => {
    const rejected = response(400, { error: 'invalid_grant' });
    const { result, lines } = await request([first, rejected]);
    expect(result).toMatchObject({ kind: 'rejected', answerLost });
    expect(lines).toEqual([
      expect.stringContaining('could not get an access token from GoTo (goto.example: '),
    ]);
  });

  it.each([
    ['429', response(429, { refresh_token: 'r2', access_token: 'a2' })],
    [
      'a cut 503',
      { ...reset, partial: response(503, { refresh_token: 'r2', access_token: 'a2' }) },
    ],
  ])('is sent again after %s, and the tokens in it are masked before', async (_what, first) => {
    const { lines } = await request([first, response(400)]);
    expect(lines).toEqual(['mask r2', 'mask a2', expect.stringContaining('Trying again')]);
  });

  it('is not sent again when its answer was cut and has a token', async () => {
    const partial = { ...response(200), text: '{"refresh_token":"r2","access' };
    const { result, requests } = await request([{ ...reset, partial }, response(400)]);
    expect(result).toMatchObject({ kind: 'unusable', newRefreshToken: 'r2' });
    expect(requests).toHaveLength(1);
  });

  it('is waited for to the end of its time, and not sent again meanwhile', async () => {
    const late = () => new Promise<HttpOutcome>((resolve) => setTimeout(resolve, 44_900, granted));
    const granted = response(200, { access_token: 'a2' });
    const { result, requests, tookMs } = await request(late);
    expect(result).toMatchObject({ kind: 'issued' });
    expect(tookMs).toBe(44_900);
    expect(requests).toHaveLength(1);
  });

  it('is not sent again after another answer', async () => {
    expect((await request(response(400))).requests).toHaveLength(1);
  });
});
