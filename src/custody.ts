import { ActionError } from './errors';
import type { GitHub } from './github';
import { type Recovery, recoveryFor } from './recovery';
import { type SecretAddress, secretLabel } from './secret-place';
import type { SealedToken } from './store';

/** Holds a new refresh token, sealed, until GitHub has it. */
export class Custody {
  readonly #print: (recoveries: Recovery[], receivedAt: Date) => void;
  readonly #printed = new Map<SealedToken, string>();
  #held: { tokens: SealedToken[]; github: GitHub; receivedAt: Date } | undefined;

  constructor(print: (recoveries: Recovery[], receivedAt: Date) => void) {
    this.#print = print;
  }

  hold(tokens: SealedToken[], github: GitHub, receivedAt: Date): void {
    this.#held = { tokens, github, receivedAt };
  }

  get unstored(): SealedToken[] {
    return this.#held?.tokens.filter(({ storedAt }) => !storedAt) ?? [];
  }

  /** @throws ActionError `write-back-failed`, when a write has failed for good */
  throwIfUnstored(): void {
    const unstored = this.unstored;
    const [first] = unstored;
    if (!first) return;
    const others = unstored.length > 1 ? ` (and in ${unstored.length - 1} more)` : '';
    throw new ActionError(
      'write-back-failed',
      `GoTo sent a new refresh token, and it could not be stored in ${secretLabel(first.secret)}${others}: ${first.problem?.what}`,
      {
        hint:
          `The log of this step and the job summary hold a command${unstored.length > 1 ? ' for each place' : ''} that stores the token, which is sealed in it: paste it soon. ` +
          `Then mend the cause. ${first.problem?.advice}`,
      },
    );
  }

  /** The secrets whose recovery was printed and that have been stored since. */
  get printedInVain(): SecretAddress[] {
    return [...this.#printed.keys()].filter(({ storedAt }) => storedAt).map(({ secret }) => secret);
  }

  /** Prints how to store what is not stored yet; what was printed already is not repeated. */
  rescue(): void {
    if (!this.#held) return;
    const { github, receivedAt } = this.#held;
    const due = this.unstored.filter((token) => this.#printed.get(token) !== token.sealed);
    if (due.length === 0) return;
    for (const token of due) this.#printed.set(token, token.sealed);
    this.#print(
      due.map((token) => recoveryFor(token, github)),
      receivedAt,
    );
  }
}
