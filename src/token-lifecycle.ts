import type { GitHub, GitHubClient } from './github/client';
import type { SecretTarget } from './github/locate';
import { type Recovery, recoveryFor } from './github/recovery';
import { type PendingWrite, sealFor, store, storeTimes } from './github/store';
import {
  requestTokens,
  type TokenRequest,
  type TokenRequestContext,
  tokenTimes,
} from './goto/token-request';
import type { TokenResponse } from './goto/token-response';
import { Cancellation } from './process/cancellation';
import { type Phase, type PhaseTimes, runPhase, whenAborted } from './process/phase';

/**
 * Milliseconds after the first signal. The runner sends SIGINT, SIGTERM 7.5 s later, and kills 2.5 s
 * after that (`ProcessInvoker.cs` in actions/runner), so everything must end within 10 s.
 */
const afterSignal = {
  /** stop waiting for GoTo's answer */
  answerMs: 8_500,
  /** print the recovery commands of a token that is not stored yet */
  recoveryMs: 5_000,
  /** stop writing */
  writeMs: 9_000,
};

/** How far a token has come. */
export type TokenState =
  | { stage: 'not-asked' }
  /** GoTo was asked, and its answer is not known */
  | { stage: 'asked' }
  /** GoTo's answer carried no new refresh token */
  | { stage: 'kept' }
  /** GoTo sent a new refresh token that is not stored everywhere; sealed once `writes` has entries */
  | { stage: 'unstored'; receivedAt: Date; writes: PendingWrite[] }
  | { stage: 'stored'; receivedAt: Date; writes: PendingWrite[] };

export type Stage = TokenState['stage'];

/** A value and the secret that is to hold it. */
export interface TargetValue {
  target: SecretTarget;
  value: string;
}

export interface LifecycleOptions {
  /** Prints recovery commands, synchronously: the process may end next. */
  printRecoveries: (recoveries: Recovery[], receivedAt: Date) => void;
  /** Called when something calls `process.exit` before the lifecycle has ended. */
  onEarlyExit?: () => void;
}

/**
 * What happens around a grant, from the request to the stored token: how long a signal leaves for
 * each step, and that a new refresh token which is not stored is always printed as a recovery
 * command, however the process ends.
 */
export class TokenLifecycle {
  readonly cancellation = new Cancellation();
  readonly #options: LifecycleOptions;
  #state: TokenState = { stage: 'not-asked' };
  #github: GitHub | undefined;

  constructor(options: LifecycleOptions) {
    this.#options = options;
    process.once('exit', this.#onExit);
  }

  get state(): TokenState {
    return this.#state;
  }

  /** Runs a part of the program that an interruption shortens. */
  within<T>(times: PhaseTimes, work: (phase: Phase) => Promise<T>): Promise<T> {
    return runPhase(times, this.cancellation, work);
  }

  /** Asks GoTo for tokens. Once the request has left, a signal does not end the wait at once. */
  async requestTokens(
    request: TokenRequest,
    context: Omit<TokenRequestContext, 'onSending'>,
  ): Promise<TokenResponse> {
    const graceMs = () => (this.#state.stage === 'not-asked' ? 0 : afterSignal.answerMs);
    const onSending = () => {
      this.#state = { stage: 'asked' };
    };
    const response = await this.within({ ...tokenTimes, graceMs }, (phase) =>
      requestTokens(request, phase, { ...context, onSending }),
    );
    if (response.kind === 'rejected') return response;
    this.#state =
      response.newRefreshToken === undefined
        ? { stage: 'kept' }
        : { stage: 'unstored', receivedAt: new Date(), writes: [] };
    return response;
  }

  /**
   * Seals all values and stores them, one batch after the other; after an interruption all at once.
   * Returns the writes, which say what became of them; so does `state`, should this throw.
   *
   * @throws what is not an answer of GitHub: a fault of ours
   */
  async store(batches: TargetValue[][], github: GitHub): Promise<PendingWrite[]> {
    const sealed = await Promise.all(
      batches.map((batch) => Promise.all(batch.map(({ target, value }) => sealFor(target, value)))),
    );
    const writes = sealed.flat();
    const receivedAt = 'receivedAt' in this.#state ? this.#state.receivedAt : new Date();
    this.#github = github;
    this.#state = { stage: 'unstored', receivedAt, writes };
    const cancelRecoveries = this.#whenLate(() => this.printRecoveries());
    try {
      await this.within({ ...storeTimes, graceMs: () => afterSignal.writeMs }, (phase) =>
        storeInOrder(sealed, phase, github.during(phase)),
      );
      return writes;
    } finally {
      cancelRecoveries();
      const isStored = writes.every(({ state }) => state.kind === 'stored');
      if (isStored) this.#state = { stage: 'stored', receivedAt, writes };
    }
  }

  /** Prints a command for each value that is not stored and whose command is not printed yet. */
  printRecoveries(): void {
    const github = this.#github;
    if (this.#state.stage !== 'unstored' || !github) return;
    const { receivedAt, writes } = this.#state;
    const due = writes.filter(
      ({ state, encryptedValue, printedValue }) =>
        state.kind !== 'stored' && printedValue !== encryptedValue,
    );
    if (due.length === 0) return;
    for (const write of due) write.printedValue = write.encryptedValue;
    const recoveries = due.map((write) => recoveryFor(write, github));
    this.#options.printRecoveries(recoveries, receivedAt);
  }

  /** Prints what is left to print, and restores Node's default handling of signals. */
  end(): void {
    this.printRecoveries();
    process.off('exit', this.#onExit);
    this.cancellation.stopListening();
  }

  readonly #onExit = (): void => {
    process.exitCode = 1;
    this.printRecoveries();
    this.#options.onEarlyExit?.();
  };

  /**
   * Calls `act` when it becomes risky to wait for the write any longer: 5 s after a signal, or at
   * once after a crash. Returns a function that cancels the call.
   */
  #whenLate(act: () => void): () => void {
    let timer: NodeJS.Timeout | undefined;
    const cancel = whenAborted(this.cancellation.interrupted, () => {
      const { kind, at } = this.cancellation.interruption ?? { kind: 'crash', at: 0 };
      const waitMs = kind === 'crash' ? 0 : at + afterSignal.recoveryMs - performance.now();
      if (waitMs <= 0) act();
      else timer = setTimeout(act, waitMs);
    });
    return () => {
      clearTimeout(timer);
      cancel();
    };
  }
}

/** The secrets whose command was printed and which were stored after all. */
export function storedAfterPrinting(writes: PendingWrite[]): PendingWrite[] {
  return writes.filter(
    ({ state, printedValue }) => state.kind === 'stored' && printedValue !== undefined,
  );
}

async function storeInOrder(
  batches: PendingWrite[][],
  phase: Phase,
  client: GitHubClient,
): Promise<void> {
  const interrupted = new Promise<void>((resolve) => whenAborted(phase.interrupted, resolve));
  const started: Promise<void>[] = [];
  for (const batch of batches) {
    const stored = store(batch, client);
    started.push(stored);
    // With seconds left, a write that hangs must not keep the next batch from its only try.
    await Promise.race([stored, interrupted]);
  }
  await Promise.all(started);
}
