const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'];

/** What asks the run to end early: a signal, or an error that nothing caught. */
export type Interruption =
  | { kind: 'signal'; signal: NodeJS.Signals; at: number }
  | { kind: 'crash'; error: unknown; at: number };

/**
 * Keeps the process alive when it is told to end, so that no token is lost, and tells the rest of
 * the program. Uncaught exceptions and unhandled rejections are handled like signals.
 */
export class Cancellation {
  readonly #controller = new AbortController();
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

  /** Aborted at the first interruption. */
  get interrupted(): AbortSignal {
    return this.#controller.signal;
  }

  /** The first interruption, if there was one; later ones change nothing. */
  get interruption(): Interruption | undefined {
    return this.#interruption;
  }

  /** @throws an AbortError if there was an interruption */
  throwIfInterrupted(): void {
    this.interrupted.throwIfAborted();
  }

  /** Restores Node's default handling of signals and errors. */
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
    this.#controller.abort();
  }
}
