import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRetryOfRefusal, isRateLimited, retryAtGitHub } from '../../src/github/rate-limits';
import { newAppToken, newToken } from '../../src/limits';
import { response } from '../support/scripted-transport';

const now = Date.UTC(2026, 11, 1);
const noQuota = (resetSeconds?: number) => ({
  'x-ratelimit-remaining': '0',
  ...(resetSeconds !== undefined && { 'x-ratelimit-reset': String(now / 1000 + resetSeconds) }),
});
const oneMinute = { preferredWaitMs: 60_000 };

beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

it.each([
  [429, {}, true, oneMinute],
  [429, { 'retry-after': '7' }, true, { waitMs: 7_000 }],
  [403, { 'retry-after': '7' }, true, { waitMs: 7_000 }],
  [403, { 'retry-after': 'soon' }, true, oneMinute],
  [403, noQuota(), true, oneMinute],
  [403, noQuota(7), true, { waitMs: 8_000 }],
  [403, noQuota(-7), true, { waitMs: 1_000 }],
  [403, { ...noQuota(), 'x-ratelimit-reset': '0' }, true, oneMinute],
  // Counted from the answer's own date.
  [403, { ...noQuota(-21_593), date: 'Mon, 30 Nov 2026 18:00:00 GMT' }, true, { waitMs: 8_000 }],
  [429, { ...noQuota(7), 'x-ratelimit-remaining': '1' }, true, oneMinute],
  [429, { ...noQuota(7), 'retry-after': '3' }, true, { waitMs: 3_000 }],
  [403, { 'x-ratelimit-remaining': '1' }, false, undefined],
  [404, { ...noQuota(), 'retry-after': '7' }, false, undefined],
  [408, {}, false, {}],
  [409, {}, false, {}],
  [410, {}, false, undefined],
  [425, { 'retry-after': '7' }, false, { waitMs: 7_000 }],
  [500, {}, false, {}],
])('%i with %j is a rate limit: %s', (status, headers, isLimit, decision) => {
  expect(isRateLimited(response(status, undefined, headers))).toBe(isLimit);
  expect(retryAtGitHub(response(status, undefined, headers))).toEqual(decision);
});

it.each([
  ['You have exceeded a secondary rate limit. Please wait.', oneMinute],
  ['You have triggered an ABUSE detection mechanism.', oneMinute],
  ['rate limit', undefined],
  [undefined, undefined],
])('403 with %j: %j', (message, decision) => {
  expect(isRateLimited(response(403, { message }))).toBe(decision !== undefined);
  expect(retryAtGitHub(response(403, { message }))).toEqual(decision);
  expect(isRateLimited(response(404, { message }))).toBe(false);
});

describe('a token that may be new', () => {
  const retries = { app: newAppToken, other: newToken };

  it.each<[keyof typeof retries, number[], (number | undefined)[]]>([
    ['app', [401, 403, 401, 403, 401, 403], [500, 1_000, 2_000, 4_000, 500, undefined]],
    ['other', [401, 401, 401], [1_400, 2_800, undefined]],
    ['other', [403], [undefined]],
  ])('%s: after %j in a row, waits of %j', (kind, statuses, expected) => {
    const retry = createRetryOfRefusal(retries[kind]);
    vi.advanceTimersByTime(60_000);
    const waits = statuses.map((status) => {
      const decision = retry(response(status));
      vi.advanceTimersByTime(decision?.waitMs ?? 0);
      return decision?.waitMs;
    });
    expect(waits).toEqual(expected);
  });

  it('is retried within 5 s, unless it is that of an App', () => {
    const retry = createRetryOfRefusal(newToken);
    retry(response(401));
    vi.advanceTimersByTime(4_000);
    expect(retry(response(401))?.waitMs).toBe(1_000);
  });

  it.each([response(404), response(403, undefined, { 'retry-after': '7' })])(
    'is not the reason of %j, and its time does not begin then',
    (answer) => {
      const retry = createRetryOfRefusal(newAppToken);
      expect(retry(answer)).toBeUndefined();
      vi.advanceTimersByTime(8_000);
      expect(retry(response(401))).toEqual({ waitMs: 500, isNewAppToken: true });
      expect(retry(response(401))?.isNewAppToken).toBe(false);
      expect(createRetryOfRefusal(newToken)(response(401))?.isNewAppToken).toBe(false);
    },
  );
});
