import { setMaxListeners } from 'node:events';

/**
 * Milliseconds after the first signal. The runner sends SIGINT, SIGTERM 7.5 s later, and kills 2.5 s
 * after that (`ProcessInvoker.cs` in actions/runner), so all must be over before 10 s.
 */
export const graceAfterSignal = {
  /** until GoTo's answer is given up */
  answer: 8_500,
  /** until the recovery of a token that is still not stored is printed */
  recovery: 5_000,
  /** until the write is given up */
  write: 9_000,
};

const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'];

/** What asks the run to end before its time: a signal, or a fault of ours nobody caught. */
export type Interruption =
  | { kind: 'signal'; signal: NodeJS.Signals; at: number }
  | { kind: 'crash'; error: unknown; at: number };

/** How long a part of the run may take, in milliseconds. */
export interface PhaseTimes {
  /** in all */
  limit: number;
  /** one try of one request */
  tryTimeout: number;
  /** before the second try; each later wait is twice as long */
  firstWait: number;
  /** after an interruption, asked when one comes; 0 where nothing can be lost by ending at once */
  grace: () => number;
}

/** The time that one part of the run may take. */
export interface Phase extends Readonly<Pick<PhaseTimes, 'tryTimeout' | 'firstWait'>> {
  /** aborted when the time is up */
  readonly over: AbortSignal;
  /** aborted when the run is interrupted: waits are to be short */
  readonly hurry: AbortSignal;
  /** milliseconds until the time is up */
  left(): number;
  /** resolves after `ms`, when the run is interrupted, or when the time is up */
  pause(ms: number): Promise<void>;
}

/**
 * Holds the process open when it is told to end, and passes the word on: every phase gets as much
 * time as it may still take. Uncaught exceptions and unhandled rejections are treated the same way,
 * for they too must not take a token with them.
 */
export class Cancellation {
  readonly #interrupted = new AbortController();
  readonly #listeners = new Map<string, (cause: unknown) => void>();
  #interruption: Interruption | undefined;

  constructor() {
    for (const signal of signals) {
      this.#listen(signal, () =>
        this.#interrupt({ kind: 'signal', signal, at: performance.now() }),
      );
    }
    for (const event of ['uncaughtException', 'unhandledRejection']) {
      this.#listen(event, (error) =>
        this.#interrupt({ kind: 'crash', error, at: performance.now() }),
      );
    }
  }

  /** The first interruption, if there was one; later ones change nothing. */
  get interruption(): Interruption | undefined {
    return this.#interruption;
  }

  /** @throws the reason to end, when there was an interruption */
  throwIfInterrupted(): void {
    this.#interrupted.signal.throwIfAborted();
  }

  /** Runs `work` as a phase, and clears its timers when it is done. */
  async within<T>(times: PhaseTimes, work: (phase: Phase) => Promise<T>): Promise<T> {
    const { limit, tryTimeout, firstWait, grace } = times;
    const interrupted = this.#interrupted.signal;
    const over = new AbortController();
    // Every call of a phase waits on both: on Node 20 the eleventh would be warned of on stderr.
    setMaxListeners(0, interrupted, over.signal);
    const start = performance.now();
    let end = start + limit;
    let timer = setTimeout(() => over.abort(), limit);
    const hurry = () => {
      end = Math.min(end, (this.#interruption?.at ?? start) + grace());
      clearTimeout(timer);
      if (end <= performance.now()) over.abort();
      else timer = setTimeout(() => over.abort(), end - performance.now());
    };
    const callOff = whenAborted(interrupted, hurry);
    try {
      return await work({
        tryTimeout,
        firstWait,
        over: over.signal,
        hurry: interrupted,
        left: () => Math.max(0, end - performance.now()),
        pause: (ms) =>
          pauseUntil(ms, interrupted.aborted ? [over.signal] : [over.signal, interrupted]),
      });
    } finally {
      clearTimeout(timer);
      callOff();
    }
  }

  /**
   * Calls `act` when, after an interruption, waiting longer for the write would be reckless:
   * 5 s after a signal, at once after a crash, and at once if that moment has passed already.
   * Gives a function that calls it off.
   */
  whenLate(act: () => void): () => void {
    let timer: NodeJS.Timeout | undefined;
    const arm = () => {
      const { kind, at } = this.#interruption as Interruption;
      const wait = kind === 'crash' ? 0 : at + graceAfterSignal.recovery - performance.now();
      if (wait <= 0) act();
      else timer = setTimeout(act, wait);
    };
    const callOff = whenAborted(this.#interrupted.signal, arm);
    return () => {
      clearTimeout(timer);
      callOff();
    };
  }

  /** Gives the process its usual way of dying back. */
  stopListening(): void {
    for (const [event, listener] of this.#listeners) process.off(event, listener);
  }

  #listen(event: string, listener: (cause: unknown) => void): void {
    this.#listeners.set(event, listener);
    process.on(event, listener);
  }

  #interrupt(interruption: Interruption): void {
    if (this.#interruption) return;
    this.#interruption = interruption;
    this.#interrupted.abort();
  }
}

/**
 * Calls `act` once the signal is aborted, at once if it is already. Gives a function that calls it
 * off.
 */
export function whenAborted(signal: AbortSignal, act: () => void): () => void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act);
  return () => signal.removeEventListener('abort', act);
}

async function pauseUntil(ms: number, sooner: AbortSignal[]): Promise<void> {
  const callOffs: (() => void)[] = [];
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    callOffs.push(() => clearTimeout(timer));
    for (const signal of sooner) callOffs.push(whenAborted(signal, resolve));
  });
  for (const callOff of callOffs) callOff();
}
