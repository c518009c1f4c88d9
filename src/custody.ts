import { ActionError } from './errors';
import type { GitHub } from './github';
import { type Recovery, recoveryFor } from './recovery';
import { type SecretAddress, secretLabel } from './secret-place';
import type { SealedSecret } from './store';

/** Holds what was sealed until GitHub has it. */
export class Custody {
  readonly #print: (recoveries: Recovery[], receivedAt: Date) => void;
  readonly #printed = new Map<SealedSecret, string>();
  #held: { sealed: SealedSecret[]; github: GitHub; receivedAt: Date } | undefined;

  constructor(print: (recoveries: Recovery[], receivedAt: Date) => void) {
    this.#print = print;
  }

  /** @param receivedAt when GoTo sent the token */
  hold(sealed: SealedSecret[], github: GitHub, receivedAt: Date): void {
    this.#held = { sealed, github, receivedAt };
  }

  get #unstored(): SealedSecret[] {
    return this.#held?.sealed.filter(({ state }) => state.kind !== 'stored') ?? [];
  }

  /** @throws ActionError `write-back-failed`, when a write has failed for good */
  throwIfRefused(): void {
    const states = this.#unstored.map(({ secret, state }) => ({ secret, ...state }));
    const refused = states.filter((state) => state.kind === 'refused');
    const [first] = refused;
    if (!first) return;
    const several = refused.length > 1;
    const others = several ? ` (and in ${refused.length - 1} more)` : '';
    throw new ActionError(
      'write-back-failed',
      `GoTo sent a new refresh token, and it could not be stored in ${secretLabel(first.secret)}${others}: ${first.what}`,
      {
        hint:
          `The log of this step (and the job summary, where there is one) holds a command${several ? ' for each place' : ''} that stores the token, which is sealed in it: paste it soon. ` +
          `Then fix the cause: ${first.advice}`,
      },
    );
  }

  /** The secrets whose recovery was printed and that have been stored since. */
  get printedAndStored(): SecretAddress[] {
    const printed = [...this.#printed.keys()];
    return printed.filter(({ state }) => state.kind === 'stored').map(({ secret }) => secret);
  }

  /** Prints how to store what is not stored yet; what was printed already is not repeated. */
  printRecoveries(): void {
    if (!this.#held) return;
    const { github, receivedAt } = this.#held;
    const due = this.#unstored.filter((one) => this.#printed.get(one) !== one.encryptedValue);
    if (due.length === 0) return;
    for (const one of due) this.#printed.set(one, one.encryptedValue);
    this.#print(
      due.map((one) => recoveryFor(one, github)),
      receivedAt,
    );
  }
}
