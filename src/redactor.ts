const longestQuote = 200;

/**
 * Knows the secrets of this run: masks each in the runner's log as soon as it is known, and removes
 * them from every text that comes from a remote.
 */
export class Redactor {
  readonly #announce: (secret: string) => void;
  readonly #secrets = new Set<string>();

  /** @param announce tells the runner to hide a value from now on (`::add-mask::`) */
  constructor(announce: (secret: string) => void) {
    this.#announce = announce;
  }

  /** Masks `value` and returns it, so that a secret is masked in the expression that obtains it. */
  mask(value: string): string {
    // The runner answers a blank mask with a warning.
    if (value.trim() !== '' && !this.#secrets.has(value)) {
      this.#secrets.add(value);
      this.#announce(value);
    }
    return value;
  }

  /**
   * Whether `text` contains a secret as it is. Secrets under eight characters do not count: no
   * service issues them, and a match would be chance.
   */
  hasSecretIn(text: string): boolean {
    return [...this.#secrets].some((secret) => secret.length >= 8 && text.includes(secret));
  }

  /** `text` with `***` in place of every secret, percent-encoded ones included. */
  redact(text: string): string {
    let clean = withUpperCaseOctets(text);
    const spellings = [...this.#secrets].flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams([['', secret]]).toString().slice(1),
    ]);
    for (const spelling of spellings.sort((one, other) => other.length - one.length)) {
      clean = clean.replaceAll(withUpperCaseOctets(spelling), '***');
    }
    // A secret that is encoded in part, or twice, matches no spelling: withhold the whole text.
    const decoded = decodePercent(clean);
    const isLeft = [...this.#secrets].some((secret) => decoded.includes(decodePercent(secret)));
    return isLeft ? '***' : clean;
  }

  /**
   * Remote text in the only form in which it may be shown, as a sentence: `GoTo said: "…"`. Control
   * and invisible characters are removed first, so that they can neither hide a secret nor start a
   * line; then the secrets; then everything after 200 characters. Double quotes become single ones,
   * so that the remote cannot close the quotation. Several texts are joined by colons. Returns ''
   * when there is nothing to quote.
   */
  quote(speaker: 'GoTo' | 'GitHub', ...texts: unknown[]): string {
    const parts = texts
      .filter((text) => typeof text === 'string')
      .map((text) => this.#sanitize(text));
    const clean = [...parts.filter((part) => part !== '').join(': ')];
    if (clean.length === 0) return '';
    const short = clean.length > longestQuote ? [...clean.slice(0, longestQuote - 1), '…'] : clean;
    const stop = /[.!?…]/.test(short.at(-1) ?? '') ? '' : '.';
    return ` ${speaker} said: "${short.join('')}"${stop}`;
  }

  #sanitize(text: string): string {
    const visible = text.replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, '');
    return this.redact(visible)
      .replace(/["“”„‟＂″]/g, "'")
      .trim();
  }
}

/** %2b and %2B are the same octet (RFC 3986 section 2.1). */
function withUpperCaseOctets(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (octet) => octet.toUpperCase());
}

function decodePercent(text: string): string {
  const decoded = text.replace(/%([0-9a-f]{2})/gi, (_octet, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return decoded === text ? text : decodePercent(decoded);
}
