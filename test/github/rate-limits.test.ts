import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRetryOfRefusal, isRateLimited, retryAtGitHub } from '../../src/github/rate-limits';
import { newAppToken, newToken } from '../../src/limits';
import { neverSent, response } from '../support/scripted-transport';

const now = Date.UTC(2026, 11, 1);
const noQuota = (resetSeconds?: number) => ({
  'x-ratelimit-remaining': '0',
  ...(resetSeconds !== undefined && { 'x-ratelimit-reset': String(now / 1000 + resetSeconds) }),
});
const oneMinute = { preferredWaitMs: 60_000 };

beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

it.each([
  [429, {}, oneMinute],
  [429, { 'retry-after': '7' }, { waitMs: 7_000 }],
  [403, { 'retry-after': '7' }, { waitMs: 7_000 }],
  [403, { 'retry-after': 'soon' }, oneMinute],
  [403, noQuota(), oneMinute],
  [403, noQuota(7), { waitMs: 8_000 }],
  [403, noQuota(-7), { waitMs: 1_000 }],
  [403, { ...noQuota(), 'x-ratelimit-reset': '0' }, oneMinute],
  [403, { ...noQuota(7 - 6 * 3600), date: 'Mon, 30 Nov 2026 18:00:00 GMT' }, { waitMs: 8_000 }],
  [429, { ...noQuota(7), 'x-ratelimit-remaining': '1' }, oneMinute],
  [429, { ...noQuota(7), 'retry-after': '3' }, { waitMs: 3_000 }],
])('%i with %j is a rate limit', (status, headers, decision) => {
  expect(isRateLimited(response(status, undefined, headers))).toBe(true);
  expect(retryAtGitHub(response(status, undefined, headers))).toEqual(decision);
});

it.each([
  [403, { 'x-ratelimit-remaining': '1' }, undefined],
  [404, { ...noQuota(), 'retry-after': '7' }, undefined],
  [408, {}, {}],
  [409, {}, {}],
  [410, {}, undefined],
  [425, { 'retry-after': '7' }, { waitMs: 7_000 }],
  [500, {}, {}],
])('%i with %j is none', (status, headers, decision) => {
  expect(isRateLimited(response(status, undefined, headers))).toBe(false);
  expect(retryAtGitHub(response(status, undefined, headers))).toEqual(decision);
});

it('without a response there is none', () => {
  expect(isRateLimited(neverSent)).toBe(false);
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

  it.each<[keyof typeof retries, number, number | undefined]>([
    ['app', 7_999, 1],
    ['app', 8_000, undefined],
    ['other', 4_000, 1_000],
    ['other', 5_000, undefined],
  ])('%s: %i ms after the first refusal, a wait of %s', (kind, ms, waitMs) => {
    const retry = createRetryOfRefusal(retries[kind]);
    retry(response(401));
    vi.advanceTimersByTime(ms);
    expect(retry(response(401))?.waitMs).toBe(waitMs);
  });

  it.each([response(404), response(403, undefined, { 'retry-after': '7' })])(
    'is not the reason of %j, and its time does not begin then',
    (answer) => {
      const retry = createRetryOfRefusal(newAppToken);
      expect(retry(answer)).toBeUndefined();
      vi.advanceTimersByTime(8_000);
      expect(retry(response(401))).toEqual({ waitMs: 500, awaited: 'new-app-token' });
      expect(retry(response(401))?.awaited).toBeUndefined();
      expect(createRetryOfRefusal(newToken)(response(401))?.awaited).toBeUndefined();
    },
  );
});
