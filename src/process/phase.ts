import { setMaxListeners } from 'node:events';

export const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'];

type Cause = { kind: 'signal'; signal: NodeJS.Signals } | { kind: 'crash'; error: unknown };

/** What asks the run to end early: a signal, or an error that nothing caught. */
export type Interruption = Cause & { at: number };

/**
 * Catches signals, uncaught exceptions and unhandled rejections, so that they do not end the process
 * before a token is stored, and records the first.
 */
export class Cancellation {
  readonly #controller = new AbortController();
  readonly #listeners = new Map<string, (thrown: unknown) => void>();
  /** aborted at the first interruption */
  readonly interrupted = this.#controller.signal;
  /** The first interruption, if there was one; later ones change nothing. */
  interruption: Interruption | undefined;

  constructor() {
    for (const signal of signals) this.#listen(signal, () => ({ kind: 'signal', signal }));
    for (const event of ['uncaughtException', 'unhandledRejection']) {
      this.#listen(event, (error) => ({ kind: 'crash', error }));
    }
  }

  /** @throws an AbortError if there was an interruption */
  throwIfInterrupted(): void {
    this.interrupted.throwIfAborted();
  }

  /** Restores Node's default handling of signals and errors. */
  stopListening(): void {
    for (const [event, listener] of this.#listeners) process.off(event, listener);
  }

  #listen(event: string, causeOf: (thrown: unknown) => Cause): void {
    const listener = (thrown: unknown) => {
      if (this.interruption) return;
      this.interruption = { ...causeOf(thrown), at: performance.now() };
      this.#controller.abort();
    };
    this.#listeners.set(event, listener);
    process.on(event, listener);
  }
}

/** How long a part of the run may take, in milliseconds, and how often a request is tried. */
export interface PhaseTimes {
  /** for the whole phase */
  limitMs: number;
  /** for one try of one request; without it, a try that is connected may last to the end */
  tryTimeoutMs?: number | undefined;
  /** before the second try; each later wait is twice as long */
  firstWaitMs: number;
  /** the longest wait between two tries, unless the response demands a longer one */
  maxWaitMs?: number;
  /** of one request; without it, as often as the time allows */
  maxTries?: number;
  /** how long the phase may continue after an interruption, evaluated when it comes; 0 by default */
  graceMs?: () => number;
}

/** One part of the run, with its deadline. */
export interface Phase extends Readonly<Required<Omit<PhaseTimes, 'limitMs' | 'graceMs'>>> {
  /** aborted when the time is up */
  readonly deadline: AbortSignal;
  /** aborted when the run is interrupted: from then on waits are short */
  readonly interrupted: AbortSignal;
  /** Milliseconds until the deadline. */
  leftMs(): number;
  /** Resolves after `ms` or at the deadline; an interruption during the pause ends it too. */
  pause(ms: number): Promise<void>;
}

/** Runs `work` as a phase and clears its timers afterwards. An interruption shortens the phase. */
export async function runPhase<T>(
  { limitMs, graceMs = () => 0, ...times }: PhaseTimes,
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
      tryTimeoutMs: undefined,
      maxWaitMs: Number.POSITIVE_INFINITY,
      maxTries: Number.POSITIVE_INFINITY,
      ...times,
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

/** Calls `act` once the signal is aborted, or at once. Returns a function that cancels the call. */
export function whenAborted(signal: AbortSignal, act: () => void): () => void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act);
  return () => signal.removeEventListener('abort', act);
}

function pauseUntil(ms: number, earlier: AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    whenAborted(AbortSignal.any(earlier), () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * Waits for all of these, also when one fails, and returns their values.
 *
 * @throws the first failure in the order given, whichever came first
 */
export async function inOrder<Values extends readonly unknown[]>(
  promises: { [Index in keyof Values]: Promise<Values[Index]> },
): Promise<Values> {
  await Promise.allSettled(promises);
  // Of promises that are settled, the first failure that this finds is the first in their order.
  return (await Promise.all(promises)) as unknown as Values;
}
