import { afterSignal, maxConnectMs, retryAfter } from '../limits';
import type { Phase } from '../process/phase';
import type { HttpOutcome, HttpResponse } from './outcome';
import type { HttpRequest, Send } from './request';

export interface RetryDecision {
  /** demanded by the response: if it does not fit into the time left, there is no other try */
  waitMs?: number | undefined;
  /** the same, but a write is tried sooner where it does not fit */
  preferredWaitMs?: number;
  /** whether a new App token is waited for, which needs an explanation */
  isNewAppToken?: boolean | undefined;
}

export interface Call {
  /** for the log: 'read the public key of …' */
  operation: string;
  request: HttpRequest;
  /** How long to wait before the next try; undefined for none. */
  decideRetry: (response: HttpResponse) => RetryDecision | undefined;
  /** how long an answer must have time to come (ms); a try with less time left is not made */
  answerMs?: number;
  /** whether what has arrived of a cut response makes another try unnecessary */
  isEnough?: (partial: HttpResponse) => boolean;
}

export interface Retry extends Pick<Call, 'operation'>, Pick<RetryDecision, 'isNewAppToken'> {
  host: string;
  outcome: HttpOutcome;
  waitMs: number;
}

export interface Transport {
  send: Send;
  onRetry: (retry: Retry) => void;
}

export type SentCall = Awaited<ReturnType<typeof sendWithRetries>>;

/**
 * Sends a request while the phase has time and tries: again after a network error or a time-out (then
 * on a new connection), and when `decideRetry` says so. (p-retry 7, the last version for Node 20, can
 * neither take the wait from the response nor end it early.)
 *
 * @returns the last outcome, and whether any try was sent and brought no complete response, a 408, or a
 *   5xx
 */
export async function sendWithRetries(call: Call, phase: Phase, { send, onRetry }: Transport) {
  let answerLost = false;
  let newConnection = false;
  const { answerMs = 0 } = call;
  for (let tries = 1; ; tries += 1) {
    const limits = {
      timeoutMs: phase.tryTimeoutMs,
      connectTimeoutMs: Math.min(maxConnectMs, phase.leftMs() - answerMs),
      deadline: phase.deadline,
      newConnection,
    };
    const outcome = await send(call.request, limits);
    answerLost ||= isLost(outcome);
    newConnection = outcome.kind === 'no-response' && outcome.error.reason === 'time-out';
    const decision = decide(outcome, call);
    if (!decision || tries === phase.maxTries) return { outcome, answerLost };
    const waitMs = waitBeforeNext(decision, tries, phase);
    if (waitMs + answerMs >= phase.leftMs()) return { outcome, answerLost };
    const { operation, request } = call;
    onRetry({
      operation,
      host: request.url.host,
      outcome,
      waitMs,
      isNewAppToken: decision.isNewAppToken,
    });
    await phase.pause(waitMs);
  }
}

/** When a response was sent, by the clock of its sender: that of the runner may be wrong. */
export function sentAt({ headers }: HttpResponse): number {
  return Date.parse(headers.date ?? '') || Date.now();
}

/** `retry-after` in milliseconds, from seconds or from a date (RFC 9110 section 10.2.3). */
export function retryAfterMs(response: HttpResponse): number | undefined {
  const value = response.headers['retry-after']?.trim() ?? '';
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  // Date.parse would take "1.5" for a day in 2001.
  const date = /^[A-Z][a-z]+, .+ GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - sentAt(response));
}

/** Whether to retry after an answer of a service that is busy or down, and how long to wait first. */
export function retryWhenBusy(response: HttpResponse): RetryDecision | undefined {
  const isBusy = [408, 429].includes(response.status) || response.status >= 500;
  return isBusy ? { waitMs: retryAfterMs(response) } : undefined;
}

function isLost(outcome: HttpOutcome): boolean {
  if (outcome.kind === 'no-response') return outcome.error.sent;
  return outcome.status === 408 || outcome.status >= 500;
}

function decide(outcome: HttpOutcome, call: Call): RetryDecision | undefined {
  if (outcome.kind === 'response') return call.decideRetry(outcome);
  if (outcome.partial && call.isEnough?.(outcome.partial)) return undefined;
  return outcome.error.isTransient ? {} : undefined;
}

function waitBeforeNext({ waitMs, preferredWaitMs }: RetryDecision, tries: number, phase: Phase) {
  if (waitMs !== undefined) {
    const leastMs = backoffMs(retryAfter.firstWaitMs, tries, phase);
    return Math.max(waitMs + Math.random() * retryAfter.maxJitterMs, leastMs);
  }
  // A write is tried until its time is over, and nothing else.
  const isKept = Number.isFinite(phase.maxTries) || (preferredWaitMs ?? 0) < phase.leftMs();
  if (preferredWaitMs !== undefined && isKept) return preferredWaitMs;
  return backoffMs(phase.firstWaitMs, tries, phase);
}

function backoffMs(firstMs: number, tries: number, phase: Phase): number {
  // The run is ending: wait only briefly.
  if (phase.interrupted.aborted) return afterSignal.waitMs;
  return Math.min(firstMs * 2 ** (tries - 1), phase.maxWaitMs) * (0.8 + 0.4 * Math.random());
}
