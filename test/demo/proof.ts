import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import * as page from './printed-page';

/** A claim that did not hold. */
export class ClaimFailed extends Error {}

/** What is claimed of one run. Every claim is shown with its verdict; one that fails ends the program. */
export class Proof {
  readonly #differences: string[] = [];
  #count = 0;

  constructor(title = 'The proof') {
    page.part(title);
  }

  /** Claims that two things are the same. Neither may hold a token: they are shown if they differ. */
  same(claim: string, actual: unknown, expected: unknown): this {
    const holds = isDeepStrictEqual(actual, expected);
    this.#count += 1;
    page.verdict(claim, holds);
    if (!holds) {
      const [found, wanted] = [actual, expected].map((value) => JSON.stringify(value));
      this.#differences.push(`${claim}\n  expected: ${wanted}\n  found:    ${found}`);
    }
    return this;
  }

  /** Claims that two tokens are the same, and shows as much of them as may be shown. */
  sameToken(claim: string, actual: string | undefined, expected: string | undefined): this {
    const holds = actual !== undefined && actual === expected;
    return this.same(
      `${claim} ${fingerprint(expected)}.`,
      holds ? 'the same' : fingerprint(actual),
      holds ? 'the same' : fingerprint(expected),
    );
  }

  /** @throws ClaimFailed if a claim failed */
  close(): void {
    if (this.#differences.length > 0) throw new ClaimFailed(this.#differences.join('\n'));
    page.claimsHold(this.#count);
  }
}

/** Enough of a token's hash to tell it from another, and of no use to anybody. */
function fingerprint(token: string | undefined): string {
  if (token === undefined) return '(no token)';
  return `#${createHash('sha256').update(token).digest('hex').slice(0, 12)}`;
}
