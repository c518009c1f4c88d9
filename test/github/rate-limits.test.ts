import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isRateLimited, retryAtGitHub } from '../../src/github/rate-limits';
import { neverSent, response } from '../support/outcomes';

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
