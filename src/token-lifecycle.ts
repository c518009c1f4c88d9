import { setTimeout as sleep } from 'node:timers/promises';
import { type GitHub, ghHostname } from './github/client';
import type { SecretTarget } from './github/locate';
import { type Recovery, recoveryFor } from './github/recovery';
import type { Seal } from './github/sealed-box';
import { type PendingWrite, type StoreEvents, sealFor, store } from './github/store';
import type { Grant } from './goto/grant';
import { requestTokens, type TokenRequest, type TokenRequestContext } from './goto/token-request';
import { afterSignal, publishAfterMs, storeTimes, tokenTimes } from './limits';
import { Cancellation, type Phase, type PhaseTimes, runPhase, whenAborted } from './process/phase';

type TokenState =
  /** asked: the answer is not known; kept: it carried no new refresh token */
  | { stage: 'not-asked' | 'asked' | 'rejected' | 'kept' }
  /** a new refresh token came; unstored: not everywhere, and sealed once `writes` has entries */
  | { stage: 'unstored' | 'stored'; writes: PendingWrite[] };

export type Stage = TokenState['stage'];

export interface Progress {
  stage: Stage;
  /** undefined until GoTo is about to be asked */
  grantType?: Grant['grant_type'] | undefined;
}

interface LifecycleOptions {
  /** Must be synchronous: the process may end next. */
  printRecoveries: (recoveries: Recovery[]) => void;
  /** Called when a write is sealed or printed, or its state changes: saves them for later. */
  onChange?: (writes: PendingWrite[], apiUrl: URL) => void;
  /** Called when something calls `process.exit` before the lifecycle has ended. */
  onEarlyExit?: () => void;
}

type StoreOptions = Pick<StoreEvents, 'check'> & { limitMs?: number };

/**
 * Tracks a token from the request to the store. Limits each step after a signal or a crash, and
 * prints a recovery command for every sealed value that is not stored when the process ends.
 */
export class TokenLifecycle {
  readonly cancellation = new Cancellation();
  #state: TokenState = { stage: 'not-asked' };
  #grantType: Progress['grantType'];
  #sealed: { rounds: PendingWrite[][]; apiUrl: URL } | undefined;

  constructor(private readonly options: LifecycleOptions) {
    process.once('exit', this.#onExit);
  }

  get state(): TokenState {
    return this.#state;
  }

  get progress(): Progress {
    return { stage: this.#state.stage, grantType: this.#grantType };
  }

  get writes(): PendingWrite[] {
    return 'writes' in this.#state ? this.#state.writes : [];
  }

  within<T>(times: PhaseTimes, work: (phase: Phase) => Promise<T>): Promise<T> {
    return runPhase(times, this.cancellation, work);
  }

  /** Asks GoTo for tokens. Once the request has left, a signal does not end the wait at once. */
  async requestTokens(request: TokenRequest, context: Omit<TokenRequestContext, 'onSending'>) {
    this.#grantType = request.grant.grant_type;
    const graceMs = () => (this.#state.stage === 'not-asked' ? 0 : afterSignal.answerMs);
    const onSending = () => {
      this.#state = { stage: 'asked' };
    };
    const response = await this.within({ ...tokenTimes, graceMs }, (phase) =>
      requestTokens(request, phase, { ...context, onSending }),
    );
    if (response.kind === 'rejected') this.#state = { stage: 'rejected' };
    else if (response.newRefreshToken === undefined) this.#state = { stage: 'kept' };
    else this.#state = { stage: 'unstored', writes: [] };
    return response;
  }

  /** Seals all values. From then on each is saved, and printed if it cannot be stored. */
  async seal(
    rounds: { target: SecretTarget; value: string }[][],
    { seal, github }: { seal: Seal; github: GitHub },
  ): Promise<void> {
    const sealed = await Promise.all(
      rounds.map((round) =>
        Promise.all(round.map(({ target, value }) => sealFor(target, value, seal))),
      ),
    );
    this.restore(sealed, github.apiUrl);
    this.#changed();
  }

  restore(rounds: PendingWrite[][], apiUrl: URL): void {
    this.#sealed = { rounds, apiUrl };
    this.#state = { stage: 'unstored', writes: rounds.flat() };
  }

  /**
   * Stores what is sealed, one round after the other; after an interruption all at once.
   *
   * @returns `sent`, when every write has left, or after two seconds; and `done`, when all is over and
   *   the `state` of each says what became of it. Rejects on a bug.
   */
  store(github: GitHub, { limitMs = storeTimes.limitMs, ...options }: StoreOptions = {}) {
    const events: StoreEvents = { ...options, onChange: () => this.#changed() };
    const allSent = new Promise<void>((resolve) => {
      const unsent = new Set(this.writes.filter(isPending));
      events.onSent = (write) => {
        unsent.delete(write);
        if (unsent.size === 0) resolve();
      };
    });
    const done = this.#storeRounds(github, limitMs, events);
    // Whoever waits for `done` later must not find an unhandled rejection.
    const over = done.catch(() => undefined);
    // A GitHub that cannot be reached must not hold up the outputs for long.
    const enough = sleep(publishAfterMs, undefined, { ref: false });
    return { sent: Promise.race([allSent, over, enough]), done };
  }

  #changed(): void {
    if (this.#sealed) this.options.onChange?.(this.writes, this.#sealed.apiUrl);
  }

  async #storeRounds(github: GitHub, limitMs: number, events: StoreEvents): Promise<void> {
    if (!this.#sealed) throw new Error('nothing is sealed');
    const { rounds } = this.#sealed;
    const { writes } = this;
    const cancelRecoveries = this.#printWhenLate();
    try {
      const times = { ...storeTimes, limitMs, graceMs: () => afterSignal.writeMs };
      await this.within(times, async (phase) => {
        const client = github.during(phase);
        const interrupted = new Promise<void>((resolve) => whenAborted(phase.interrupted, resolve));
        const started: Promise<void>[] = [];
        for (const round of rounds) {
          const stored = store(round.filter(isPending), client, events);
          started.push(stored);
          // With seconds left, a write that hangs must not keep the next round from its only try.
          await Promise.race([stored, interrupted]);
        }
        await Promise.all(started);
      });
    } finally {
      cancelRecoveries();
      if (!writes.some(isUnstored)) this.#state = { stage: 'stored', writes };
    }
  }

  /** Prints a command for each value that is not stored and whose command is not printed yet. */
  printRecoveries(): void {
    if (this.#state.stage !== 'unstored' || !this.#sealed) return;
    const hostname = ghHostname(this.#sealed.apiUrl);
    const due = this.writes.filter(
      (write) =>
        isUnstored(write) && isUsable(write) && write.printedValue !== write.encryptedValue,
    );
    if (due.length === 0) return;
    this.options.printRecoveries(due.map((write) => recoveryFor(write, hostname)));
    // After that: what could not be printed is tried once more.
    for (const write of due) write.printedValue = write.encryptedValue;
    this.#changed();
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
    this.options.onEarlyExit?.();
  };

  /**
   * Prints the recoveries when it is risky to wait any longer for the writes: 5 s after a signal, or at
   * once after a crash. Returns a function that cancels this.
   */
  #printWhenLate(): () => void {
    let timer: NodeJS.Timeout | undefined;
    const cancel = whenAborted(this.cancellation.interrupted, () => {
      const { kind, at } = this.cancellation.interruption ?? { kind: 'crash', at: 0 };
      const waitMs = kind === 'crash' ? 0 : at + afterSignal.recoveryMs - performance.now();
      if (waitMs <= 0) this.printRecoveries();
      else timer = setTimeout(() => this.printRecoveries(), waitMs);
    });
    return () => {
      clearTimeout(timer);
      cancel();
    };
  }
}

function isPending({ state }: PendingWrite): boolean {
  return state.kind === 'pending';
}

function isUnstored({ state }: PendingWrite): boolean {
  return state.kind === 'pending' || state.kind === 'failed';
}

/** Whether GitHub can open the value. */
function isUsable({ state }: PendingWrite): boolean {
  return !(state.kind === 'failed' && state.refusal.facts.kind === 'key-changed');
}

/** The writes whose command was printed, and which were stored after all. */
export function storedAfterPrinting(writes: PendingWrite[]): PendingWrite[] {
  return writes.filter(
    ({ state, printedValue }) => state.kind === 'stored' && printedValue !== undefined,
  );
}
