import { setMaxListeners } from 'node:events';
import type { Cancellation } from './cancellation';

/** How long a part of the run may take, in milliseconds. */
export interface PhaseTimes {
  /** for the whole phase */
  limitMs: number;
  /** for one try of one request */
  tryTimeoutMs: number;
  /** before the second try; each later wait is twice as long */
  firstWaitMs: number;
  /**
   * Time left after an interruption, counted from it and read when it comes. 0 by default: nothing
   * is lost by ending at once.
   */
  graceMs?: () => number;
}

/** One part of the run, with its deadline. */
export interface Phase extends Readonly<Pick<PhaseTimes, 'tryTimeoutMs' | 'firstWaitMs'>> {
  /** aborted when the time is up */
  readonly deadline: AbortSignal;
  /** aborted when the run is interrupted: from then on waits are short */
  readonly interrupted: AbortSignal;
  /** Milliseconds until the deadline. */
  leftMs(): number;
  /** Resolves after `ms`, when the run is interrupted, or at the deadline. */
  pause(ms: number): Promise<void>;
}

/** Runs `work` as a phase and clears its timers afterwards. An interruption shortens the phase. */
export async function runPhase<T>(
  { limitMs, tryTimeoutMs, firstWaitMs, graceMs = () => 0 }: PhaseTimes,
  cancellation: Cancellation,
  work: (phase: Phase) => Promise<T>,
): Promise<T> {
  const { interrupted } = cancellation;
  const deadline = new AbortController();
  // Every call of a phase listens to both: Node 20 warns on stderr about the eleventh listener.
  setMaxListeners(0, interrupted, deadline.signal);
  const start = performance.now();
  let end = start + limitMs;
  let timer = setTimeout(() => deadline.abort(), limitMs);
  const stopShortening = whenAborted(interrupted, () => {
    end = Math.min(end, (cancellation.interruption?.at ?? start) + graceMs());
    clearTimeout(timer);
    if (end <= performance.now()) deadline.abort();
    else timer = setTimeout(() => deadline.abort(), end - performance.now());
  });
  try {
    return await work({
      tryTimeoutMs,
      firstWaitMs,
      deadline: deadline.signal,
      interrupted,
      leftMs: () => Math.max(0, end - performance.now()),
      pause: (ms) =>
        pauseUntil(ms, interrupted.aborted ? [deadline.signal] : [deadline.signal, interrupted]),
    });
  } finally {
    clearTimeout(timer);
    stopShortening();
  }
}

/**
 * Calls `act` once the signal is aborted, at once if it already is. Returns a function that cancels
 * the call.
 */
export function whenAborted(signal: AbortSignal, act: () => void): () => void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act);
  return () => signal.removeEventListener('abort', act);
}

async function pauseUntil(ms: number, earlier: AbortSignal[]): Promise<void> {
  const cancels: (() => void)[] = [];
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    cancels.push(() => clearTimeout(timer));
    for (const signal of earlier) cancels.push(whenAborted(signal, resolve));
  });
  for (const cancel of cancels) cancel();
}
