import type { Phase } from '../process/phase';
import { describeOutcome, type HttpOutcome, type HttpResponse } from './outcome';
import type { HttpRequest, Send } from './request';

const mostTries = 5;

/** How long to wait before another try, in milliseconds. */
export interface RetryDecision {
  /** demanded by the response: if it does not fit into the time left, there is no other try */
  waitMs?: number;
  /** used if it fits into the time left */
  preferredWaitMs?: number;
}

/** A request that may be sent again. */
export interface Call {
  /** for the log: 'read the public key of …' */
  operation: string;
  request: HttpRequest;
  /** Whether to retry after this response, which was the answer to try number `tries`. */
  retryAfter: (response: HttpResponse, tries: number) => RetryDecision | undefined;
}

/** How requests are sent, and where retries are logged. */
export interface Transport {
  send: Send;
  log: (line: string) => void;
}

export interface SentCall {
  /** of the last try, whatever its status */
  outcome: HttpOutcome;
  /**
   * Whether the answer to any try was lost: the request was sent and brought no complete response,
   * or a 5xx.
   */
  answerLost: boolean;
}

/**
 * Sends a request up to five times while the phase has time: again after a network error or a
 * time-out, and when `retryAfter` says so. Waits grow and are jittered. A wait that the response
 * demands is kept, and one that does not fit into the time left ends the tries.
 *
 * No retry library that we know takes the wait from the response and can end it early while a try
 * continues (p-retry 7, the last one for Node 20, can do neither).
 */
export async function sendWithRetries(
  call: Call,
  phase: Phase,
  { send, log }: Transport,
): Promise<SentCall> {
  let answerLost = false;
  for (let tries = 1; ; tries += 1) {
    const limits = { timeoutMs: phase.tryTimeoutMs, deadline: phase.deadline };
    const outcome = await send(call.request, limits);
    answerLost ||= isLost(outcome);
    const decision = decide(outcome, tries, call);
    if (!decision || tries === mostTries) return { outcome, answerLost };
    const waitMs = waitBeforeNext(decision, tries, phase);
    if (waitMs >= phase.leftMs()) return { outcome, answerLost };
    const { operation, request } = call;
    log(
      `Trying again in ${(waitMs / 1000).toFixed(1)} s: could not ${operation} at ${request.url.host} (${describeOutcome(outcome)}).`,
    );
    await phase.pause(waitMs);
  }
}

/** `retry-after` in milliseconds, from seconds or from a date (RFC 9110 section 10.2.3). */
export function retryAfterMs({ headers }: HttpResponse): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** Retries when the service is busy (429) or fails (5xx). */
export function retryWhenBusy(response: HttpResponse): RetryDecision | undefined {
  if (response.status !== 429 && response.status < 500) return undefined;
  const waitMs = retryAfterMs(response);
  return waitMs === undefined ? {} : { waitMs };
}

function isLost(outcome: HttpOutcome): boolean {
  return outcome.kind === 'response' ? outcome.status >= 500 : outcome.error.sent;
}

function decide(outcome: HttpOutcome, tries: number, call: Call): RetryDecision | undefined {
  if (outcome.kind === 'response') return call.retryAfter(outcome, tries);
  return ['network', 'time-out'].includes(outcome.error.reason) ? {} : undefined;
}

function waitBeforeNext(
  { waitMs, preferredWaitMs }: RetryDecision,
  tries: number,
  phase: Phase,
): number {
  // A server that always says "retry-after: 0" must not be hammered.
  if (waitMs !== undefined) {
    return Math.max(waitMs + Math.random() * 250, growing(250, tries, phase));
  }
  if (preferredWaitMs !== undefined && preferredWaitMs < phase.leftMs()) return preferredWaitMs;
  return growing(phase.firstWaitMs, tries, phase);
}

function growing(firstMs: number, tries: number, phase: Phase): number {
  // The run is to end soon: wait only briefly.
  if (phase.interrupted.aborted) return 200;
  return firstMs * 2 ** (tries - 1) * (0.8 + 0.4 * Math.random());
}
