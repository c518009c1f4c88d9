import {
  maxCleanedLength,
  maxIndexedSecretLength,
  maxQuoteLength,
  minSecretLength,
  secretRunLength,
} from './limits';

/** The start of a text. The `u` keeps the two halves of a character together. */
const start = new RegExp(`^.{0,${maxCleanedLength}}`, 'su');

type Speaker = 'GoTo' | 'GitHub' | 'The proxy';

/**
 * Holds the secrets of this run. `mask` registers one and announces it to the runner; `redact` and
 * `quote` remove from a text the secrets, and whatever else looks like a token: secrets come in more
 * encodings than a list could have. No text makes them throw, or take long.
 */
export class Redactor {
  readonly #secrets = new Set<string>();
  /** In lower case: the secrets up to 12 characters, and the runs of 12 characters of the others. */
  readonly #pieces = new Set<string>();
  readonly #pieceLengths = new Set<number>();

  /** @param announce tells the runner to hide a value from now on (`::add-mask::`) */
  constructor(private readonly announce: (secret: string) => void) {}

  /** Masks `value` and returns it, so that a secret is masked in the expression that obtains it. */
  mask(value: string): string {
    // The runner answers a blank mask with a warning.
    if (value.trim() === '' || this.#secrets.has(value)) return value;
    this.#secrets.add(value);
    this.announce(value);
    const secret = lowerCase(value.slice(0, maxIndexedSecretLength));
    const length = Math.min(secret.length, secretRunLength);
    this.#pieceLengths.add(length);
    for (let at = 0; at + length <= secret.length; at += 1) {
      this.#pieces.add(secret.slice(at, at + length));
    }
    return value;
  }

  /** Whether `text` contains a secret of at least 8 characters, or 12 of one, in whichever case. */
  containsSecret(text: string): boolean {
    for (const { length } of this.#placesIn(text)) if (length >= minSecretLength) return true;
    return false;
  }

  /**
   * Returns the first 4,000 characters of `text` with `***` in place of every secret, of every 12
   * characters of one, and of whatever looks like a token.
   */
  redact(text: string): string {
    const [original = ''] = start.exec(text) ?? [];
    const isRemoved = new Uint8Array(original.length);
    const tokens = [...original.matchAll(unbroken)].filter(([run]) => looksLikeToken(run));
    const places = tokens.map(({ index, 0: { length } }) => ({ at: index, length }));
    for (const { at, length } of [...places, ...this.#placesIn(original)]) {
      isRemoved.fill(1, at, at + length);
    }
    const characters = Array.from({ length: original.length }, (_none, at) => {
      if (!isRemoved[at]) return original.charAt(at);
      return isRemoved[at - 1] ? '' : '***';
    });
    return characters.join('');
  }

  /**
   * Remote text in the only form in which it may be shown, as a sentence: `GoTo said: "…"`. Control
   * and invisible characters are removed first, so that they can neither hide a secret nor start a
   * line; then the secrets; then everything after 200 characters. Double quotes become single ones,
   * so that the remote cannot close the quotation. Several texts are joined by colons. The sentence
   * has a leading space, to append it to another; it is '' when there is nothing to quote.
   */
  quote(speaker: Speaker, ...texts: unknown[]): string {
    const visible = texts
      .filter((text) => typeof text === 'string')
      .map((text) => (start.exec(text)?.[0] ?? '').replace(invisible, '').trim());
    const joined = visible.filter((text) => text !== '').join(': ');
    const clean = [...this.redact(joined).replace(/["“”„‟＂″]/g, "'")];
    if (clean.length === 0) return '';
    const short =
      clean.length > maxQuoteLength ? [...clean.slice(0, maxQuoteLength - 1), '…'] : clean;
    const stop = /[.!?…]/.test(short.at(-1) ?? '') ? '' : '.';
    return ` ${speaker} said: "${short.join('')}"${stop}`;
  }

  /** Where `text` has a secret, or a run of one. */
  *#placesIn(text: string): Generator<{ at: number; length: number }> {
    const lower = lowerCase(text);
    for (const length of this.#pieceLengths) {
      for (let at = 0; at + length <= lower.length; at += 1) {
        if (this.#pieces.has(lower.slice(at, at + length))) yield { at, length };
      }
    }
  }
}

const invisible = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const unbroken = /[A-Za-z0-9+=_%\\-]{16,}/g;

/** Words have no digits, and long ones have a `-` or `_`: `New_Token_Retrieval_Migration_Guide`. */
function looksLikeToken(run: string): boolean {
  const hasManyLetters = (part: string) => part.replace(/[^a-z]/gi, '').length >= 32;
  const isMixed = (part: string) => /[a-z]/.test(part) && /[A-Z]/.test(part);
  return /\d/.test(run) || run.split(/[-_]/).some((part) => hasManyLetters(part) && isMixed(part));
}

/** Some letters outside ASCII change their length in lower case, so they stay as they are. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
