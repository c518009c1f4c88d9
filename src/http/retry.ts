import type { Phase } from '../process/cancellation';
import { HttpFailure } from './error';
import { describe, type HttpOutcome } from './outcome';
import type { HttpAnswer, HttpRequest, Send } from './request';

const mostTries = 5;

/** That it is worth asking again, and how many milliseconds to wait first. */
export interface Again {
  /** as the answer demands: where it does not fit into the time left, there is no other try */
  wait?: number;
  /** as is good manners: kept where it fits into the time left */
  rather?: number;
}

/** A request that may be tried again. */
export interface Call {
  /** for the log: 'read the public key of …' */
  operation: string;
  request: HttpRequest;
  /** whether this answer, the `tries`-th, is worth another try */
  again: (answer: HttpAnswer, tries: number) => Again | undefined;
}

/** How a call gets out, and how it tells of its retries. */
export interface Transport {
  send: Send;
  log: (line: string) => void;
}

/** What came of a call: the last answer or failure, whatever its status. */
export interface Reached {
  result: HttpOutcome;
  /**
   * Whether a try went out whose outcome is not known: no whole answer, or a 5xx. The last try
   * counts too.
   */
  lost: boolean;
}

/**
 * Asks up to five times while the phase has time: after a network error or a time-out, and when
 * `again` says so. Waits grow and are jittered; a wait that the answer itself asks for is kept, and
 * one that does not fit into the time left ends the tries.
 *
 * No retry library known to us lets the wait come from the answer and end early while the try goes
 * on (p-retry 7, the last for Node 20, has neither), hence this one.
 */
export async function reach(call: Call, phase: Phase, { send, log }: Transport): Promise<Reached> {
  let lost = false;
  for (let tries = 1; ; tries += 1) {
    const result = await attempt(call, phase, send);
    lost ||= isLost(result);
    const again = result instanceof HttpFailure ? againAfter(result) : call.again(result, tries);
    if (!again || tries === mostTries) return { result, lost };
    const wait = waitBefore(again, tries, phase);
    if (wait >= phase.left()) return { result, lost };
    log(
      `Trying again in ${(wait / 1000).toFixed(1)} s: could not ${call.operation} (${describe(result)}).`,
    );
    await phase.pause(wait);
  }
}

/** `retry-after` in milliseconds, from seconds or from a date (RFC 9110 section 10.2.3). */
export function retryAfter(answer: HttpAnswer): number | undefined {
  const value = answer.headers['retry-after'];
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** Busy (429) or broken (5xx) is worth another try: all of GoTo's rule, and a part of GitHub's. */
export function againWhenBusy(answer: HttpAnswer): Again | undefined {
  if (answer.status !== 429 && answer.status < 500) return undefined;
  const wait = retryAfter(answer);
  return wait === undefined ? {} : { wait };
}

async function attempt(call: Call, phase: Phase, send: Send): Promise<HttpOutcome> {
  try {
    return await send(call.request, { timeout: phase.tryTimeout, over: phase.over });
  } catch (error) {
    if (error instanceof HttpFailure) return error;
    throw error;
  }
}

function isLost(result: HttpOutcome): boolean {
  return result instanceof HttpFailure ? result.sent : result.status >= 500;
}

function againAfter(failure: HttpFailure): Again | undefined {
  return failure.reason === 'network' || failure.reason === 'time-out' ? {} : undefined;
}

function waitBefore({ wait, rather }: Again, tries: number, phase: Phase): number {
  // A server that says "retry-after: 0" each time must not be hammered.
  if (wait !== undefined) return Math.max(wait + Math.random() * 250, growing(250, tries, phase));
  if (rather !== undefined && rather < phase.left()) return rather;
  return growing(phase.firstWait, tries, phase);
}

function growing(first: number, tries: number, phase: Phase): number {
  // Somebody is waiting for this run to end: a moment is enough.
  if (phase.hurry.aborted) return 200;
  return first * 2 ** (tries - 1) * (0.8 + 0.4 * Math.random());
}
