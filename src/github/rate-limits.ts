import type { HttpOutcome, HttpResponse } from '../http/outcome';
import { type RetryDecision, retryAfterMs, retryWhenBusy } from '../http/retry';

/** Whether a 403 or 429 means "too many requests" and not "no permission". */
export function isRateLimited(outcome: HttpOutcome): boolean {
  if (outcome.kind === 'no-response') return false;
  const { status, headers } = outcome;
  if (status === 429) return true;
  const hasNoQuota = headers['x-ratelimit-remaining'] === '0';
  return status === 403 && (headers['retry-after'] !== undefined || hasNoQuota);
}

/** Whether to retry, by GitHub's rules, and how long to wait first. */
export function retryAtGitHub(response: HttpResponse): RetryDecision | undefined {
  return isRateLimited(response) ? waitForLimit(response) : retryWhenBusy(response);
}

/** GitHub's "Best practices for using the REST API", in its order. */
function waitForLimit(response: HttpResponse): RetryDecision {
  const waitMs = retryAfterMs(response);
  if (waitMs !== undefined) return { waitMs };
  const reset = Number(response.headers['x-ratelimit-reset']);
  if (response.headers['x-ratelimit-remaining'] === '0' && reset > 0) {
    return { waitMs: Math.max(0, reset * 1000 - Date.now()) + 1000 };
  }
  return { preferredWaitMs: 60_000 };
}
