import type { HttpOutcome, HttpResponse } from '../http/outcome';
import { type RetryDecision, retryAfterMs, retryWhenBusy, sentAt } from '../http/retry';
import { afterResetMs, newAppToken, secondaryLimitMs } from '../limits';

/** Whether a 403 or 429 means "too many requests" and not "no permission". */
export function isRateLimited(outcome: HttpOutcome): boolean {
  if (outcome.kind === 'no-response') return false;
  const { status, headers, json } = outcome;
  if (status === 429) return true;
  if (status !== 403) return false;
  // No header tells some secondary limits from a missing permission, only the text does
  // (octokit/plugin-throttling.js#566; "abuse detection" on older servers).
  const message = typeof json?.message === 'string' ? json.message : '';
  const isSecondary = /secondary rate limit|abuse detection/i.test(message);
  return headers['retry-after'] !== undefined || hasNoQuota(outcome) || isSecondary;
}

/** Whether the token has no requests left in this hour. */
export function hasNoQuota(outcome: HttpOutcome): boolean {
  return outcome.kind === 'response' && outcome.headers['x-ratelimit-remaining'] === '0';
}

/** Whether to retry, by GitHub's rules, and how long to wait first. */
export function retryAtGitHub(response: HttpResponse): RetryDecision | undefined {
  if (isRateLimited(response)) return waitForLimit(response);
  if ([409, 425].includes(response.status)) return { waitMs: retryAfterMs(response) };
  return retryWhenBusy(response);
}

/** Creates the rule for one call with a token that may be new. */
export function createRetryOfRefusal(limits: typeof newAppToken) {
  const { statuses, maxMs, firstWaitMs, maxRetries } = limits;
  let firstAt: number | undefined;
  let retries = 0;
  return (response: HttpResponse): RetryDecision | undefined => {
    if (!statuses.includes(response.status) || isRateLimited(response)) return undefined;
    firstAt ??= performance.now();
    const leftMs = firstAt + maxMs - performance.now();
    if (leftMs <= 0 || retries === maxRetries) return undefined;
    retries += 1;
    const isNewAppToken = limits === newAppToken && retries === 1;
    // The last wait ends with the time, or tries that take long would use up half of it.
    return { waitMs: Math.min(firstWaitMs * 2 ** (retries - 1), leftMs), isNewAppToken };
  };
}

/** GitHub's "Best practices for using the REST API", in its order. */
function waitForLimit(response: HttpResponse): RetryDecision {
  const waitMs = retryAfterMs(response);
  if (waitMs !== undefined) return { waitMs };
  const reset = Number(response.headers['x-ratelimit-reset']);
  if (hasNoQuota(response) && reset > 0) {
    return { waitMs: Math.max(0, reset * 1000 - sentAt(response)) + afterResetMs };
  }
  return { preferredWaitMs: secondaryLimitMs };
}
