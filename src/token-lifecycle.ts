import type { GitHub } from './github/client';
import type { SecretAddress } from './github/places';
import { type Recovery, recoveryFor } from './github/recovery';
import type { SealedSecret } from './github/store';

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
