import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRetryOfRefusal, isRateLimited, retryAtGitHub } from '../../src/github/rate-limits';
import { newAppToken, newToken } from '../../src/limits';
import { neverSent, response } from '../support/scripted-transport';

const now = Date.UTC(2026, 11, 1);
const inSevenSeconds = String(now / 1000 + 7);

beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

it.each([
  [429, {}, { preferredWaitMs: 60_000 }],
  [429, { 'retry-after': '7' }, { waitMs: 7_000 }],
  [403, { 'retry-after': '7' }, { waitMs: 7_000 }],
  [403, { 'retry-after': 'soon' }, { preferredWaitMs: 60_000 }],
  [403, { 'x-ratelimit-remaining': '0' }, { preferredWaitMs: 60_000 }],
  [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSevenSeconds }, { waitMs: 8_000 }],
  [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }, { waitMs: 1_000 }],
  [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '0' }, { preferredWaitMs: 60_000 }],
  [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'x' }, { preferredWaitMs: 60_000 }],
  [429, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSevenSeconds }, { waitMs: 8_000 }],
  [
    403,
    {
      date: 'Mon, 30 Nov 2026 18:00:00 GMT',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(now / 1000 - 6 * 3600 + 7),
    },
    { waitMs: 8_000 },
  ],
  [
    429,
    { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': inSevenSeconds },
    {
      preferredWaitMs: 60_000,
    },
  ],
  [
    429,
    { 'retry-after': '3', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSevenSeconds },
    {
      waitMs: 3_000,
    },
  ],
])('%i with %j is a rate limit', (status, headers, decision) => {
  expect(isRateLimited(response(status, undefined, headers))).toBe(true);
  expect(retryAtGitHub(response(status, undefined, headers))).toEqual(decision);
});

it.each([
  [403, {}, undefined],
  [403, { 'x-ratelimit-remaining': '1' }, undefined],
  [409, {}, {}],
  [425, { 'retry-after': '7' }, { waitMs: 7_000 }],
  [408, {}, {}],
  [410, {}, undefined],
  [404, { 'retry-after': '7', 'x-ratelimit-remaining': '0' }, undefined],
  [499, {}, undefined],
  [500, {}, {}],
  [503, { 'retry-after': '7' }, { waitMs: 7_000 }],
])('%i with %j is none', (status, headers, decision) => {
  expect(isRateLimited(response(status, undefined, headers))).toBe(false);
  expect(retryAtGitHub(response(status, undefined, headers))).toEqual(decision);
});

it('without a response there is none', () => {
  expect(isRateLimited(neverSent)).toBe(false);
});

it.each([
  ['You have exceeded a secondary rate limit. Please wait.', true],
  ['You have triggered an abuse detection mechanism.', true],
  ['SECONDARY RATE LIMIT', true],
  ['Resource not accessible by personal access token', false],
  ['rate limit', false],
  [undefined, false],
])('403 with %j is a secondary rate limit: %s', (message, expected) => {
  expect(isRateLimited(response(403, { message }))).toBe(expected);
  expect(isRateLimited(response(404, { message }))).toBe(false);
  const decision = expected ? { preferredWaitMs: 60_000 } : undefined;
  expect(retryAtGitHub(response(403, { message }))).toEqual(decision);
});

describe('the token of an App that is new', () => {
  it('is tried again for eight seconds after the first refusal', () => {
    const retry = createRetryOfRefusal(newAppToken);
    vi.advanceTimersByTime(60_000);
    const waits = [1, 2, 3, 4, 5, 6].map((tries) => {
      const decision = retry(response(tries % 2 === 0 ? 401 : 403));
      vi.advanceTimersByTime(decision?.waitMs ?? 0);
      return decision?.waitMs;
    });
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 500, undefined]);
  });

  it.each([
    [7_500, { waitMs: 500 }],
    [7_501, { waitMs: 499 }],
    [7_999, { waitMs: 1 }],
    [8_000, undefined],
  ])('%i ms after the first refusal: %j', (ms, decision) => {
    const retry = createRetryOfRefusal(newAppToken);
    retry(response(401));
    vi.advanceTimersByTime(ms);
    expect(retry(response(401))).toEqual(decision);
  });

  it.each([
    response(200),
    response(400),
    response(402),
    response(404),
    response(403, undefined, { 'retry-after': '7' }),
    response(403, { message: 'You have exceeded a secondary rate limit.' }),
  ])('is not the reason of %j, and its time does not begin then', (answer) => {
    const retry = createRetryOfRefusal(newAppToken);
    expect(retry(answer)).toBeUndefined();
    vi.advanceTimersByTime(8_000);
    expect(retry(response(401))).toMatchObject({ waitMs: 500 });
  });
});

describe('another token that is new', () => {
  it('is tried again twice', () => {
    const retry = createRetryOfRefusal(newToken);
    const waits = [1, 2, 3].map(() => retry(response(401))?.waitMs);
    expect(waits).toEqual([1_400, 2_800, undefined]);
  });

  it('is tried again within five seconds after the first refusal', () => {
    const retry = createRetryOfRefusal(newToken);
    retry(response(401));
    vi.advanceTimersByTime(4_000);
    expect(retry(response(401))).toEqual({ waitMs: 1_000 });
    vi.advanceTimersByTime(1_000);
    expect(retry(response(401))).toBeUndefined();
  });

  it('is not the reason of a 403', () => {
    expect(createRetryOfRefusal(newToken)(response(403))).toBeUndefined();
  });
});
