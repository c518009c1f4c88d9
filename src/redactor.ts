const longestQuote = 200;

/**
 * The secrets of this run: each is masked in the runner's log the moment it is known, and kept out
 * of every text that comes from a remote.
 */
export class Secrets {
  readonly #announce: (secret: string) => void;
  readonly #known = new Set<string>();

  /** @param announce tells the runner to hide a value from here on (`::add-mask::`) */
  constructor(announce: (secret: string) => void) {
    this.#announce = announce;
  }

  /** Masks `value`, once, and gives it back, so that a secret is masked where it is obtained. */
  mask(value: string): string {
    // The runner refuses a blank mask with a warning.
    if (value.trim() !== '' && !this.#known.has(value)) {
      this.#known.add(value);
      this.#announce(value);
    }
    return value;
  }

  /**
   * Whether `text` holds one of the secrets as it is. Of those under eight characters, which no
   * service issues, that would be chance.
   */
  foundIn(text: string): boolean {
    return [...this.#known].some((secret) => secret.length >= 8 && text.includes(secret));
  }

  /** `text` with `***` for every secret, percent-encoded spellings included. */
  removeFrom(text: string): string {
    let clean = withUpperOctets(text);
    const spellings = [...this.#known].flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams([['', secret]]).toString().slice(1),
    ]);
    for (const spelling of spellings.sort((one, other) => other.length - one.length)) {
      clean = clean.replaceAll(withUpperOctets(spelling), '***');
    }
    // A secret that is encoded in part, or twice, matches no spelling: withhold it all.
    const decoded = decodePercent(clean);
    const isLeft = [...this.#known].some((secret) => decoded.includes(decodePercent(secret)));
    return isLeft ? '***' : clean;
  }

  /**
   * Remote text as a sentence, in the one form in which it may be shown: `GoTo said: "…"`. Control
   * and invisible characters go first, so that none can hide a secret or start a line; then the
   * secrets; then what is over 200 characters. Inner double quotes become single ones, so that the
   * remote cannot end the quotation and go on in our voice. Several texts are cleaned each by
   * itself and joined by a colon. Gives '' where there is nothing to quote.
   */
  quote(speaker: 'GoTo' | 'GitHub', ...texts: unknown[]): string {
    const parts = texts.filter((text) => typeof text === 'string').map((text) => this.#tame(text));
    const clean = [...parts.filter((part) => part !== '').join(': ')];
    if (clean.length === 0) return '';
    const short = clean.length > longestQuote ? [...clean.slice(0, longestQuote - 1), '…'] : clean;
    const stop = /[.!?…]/.test(short.at(-1) ?? '') ? '' : '.';
    return ` ${speaker} said: "${short.join('')}"${stop}`;
  }

  #tame(text: string): string {
    const visible = text.replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, '');
    return this.removeFrom(visible)
      .replace(/["“”„‟＂″]/g, "'")
      .trim();
  }
}

/** %2b and %2B are the same octet (RFC 3986 section 2.1). */
function withUpperOctets(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (octet) => octet.toUpperCase());
}

function decodePercent(text: string): string {
  const decoded = text.replace(/%([0-9a-f]{2})/gi, (_octet, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return decoded === text ? text : decodePercent(decoded);
}
