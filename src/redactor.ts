/** A text is cut after this many characters before it is cleaned. */
const maxTextLength = 4_000;
const maxQuoteLength = 200;
/** GitHub's limit for the value of a secret is 48 KB; what is longer is no secret that works. */
const maxSecretLength = 64 * 1024;
/** A run of this many characters of a secret is withheld. Shorter secrets are found whole. */
const minRunLength = 12;
/** How often a text is decoded in search of secrets. What is encoded more often is withheld. */
const maxDecodings = 8;

type Speaker = 'GoTo' | 'GitHub';

/**
 * Holds the secrets of this run. `mask` registers one and announces it to the runner; `redact` and
 * `quote` remove them from text. No text makes them throw, or take long.
 */
export class Redactor {
  readonly #announce: (secret: string) => void;
  readonly #secrets = new Set<string>();
  /** spellings of secrets that are shorter than a run, and are found whole */
  readonly #shortSpellings = new Set<string>();
  /** the runs of the other spellings, an index for each secret */
  readonly #indexes: RunIndex[] = [];

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
      const spellings = spellingsOf(value);
      for (const spelling of spellings) {
        if (spelling.length < minRunLength) this.#shortSpellings.add(spelling);
      }
      this.#indexes.push(new RunIndex(spellings));
    }
    return value;
  }

  /**
   * Whether `text` contains a secret as it is. Secrets under eight characters do not count: no
   * service issues them, and a match would be chance.
   */
  containsSecret(text: string): boolean {
    return [...this.#secrets].some((secret) => secret.length >= 8 && text.includes(secret));
  }

  /**
   * Returns `text` with `***` in place of every secret and of every part of one that is 12 characters
   * or longer, also where it is encoded: in percent-encoding, base64, hexadecimal, or the escapes of
   * JSON and HTML, alone or one in another. Text after 4,000 characters is cut.
   */
  redact(text: string): string {
    const original = text.slice(0, maxTextLength);
    const views = decodedViews(original);
    if (views === undefined) return '***';
    const isSecret = new Uint8Array(original.length);
    for (const view of views) this.#mark(view, isSecret);
    return withoutMarked(original, isSecret);
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
      .map((text) => text.slice(0, maxTextLength).replace(invisible, '').trim());
    const joined = visible.filter((text) => text !== '').join(': ');
    const clean = [...this.redact(joined).replace(/["“”„‟＂″]/g, "'")];
    if (clean.length === 0) return '';
    const short =
      clean.length > maxQuoteLength ? [...clean.slice(0, maxQuoteLength - 1), '…'] : clean;
    const stop = /[.!?…]/.test(short.at(-1) ?? '') ? '' : '.';
    return ` ${speaker} said: "${short.join('')}"${stop}`;
  }

  /** Marks the characters of the original text that are, in this view of it, part of a secret. */
  #mark({ text, starts, ends }: View, isSecret: Uint8Array): void {
    const mark = (from: number, to: number) => isSecret.fill(1, starts[from], ends[to - 1]);
    const plain = foldCase(text);
    for (const spelling of this.#shortSpellings) {
      for (let at = plain.indexOf(spelling); at >= 0; at = plain.indexOf(spelling, at + 1)) {
        mark(at, at + spelling.length);
      }
    }
    forEachRun(plain, (at, hash) => {
      const isPart = this.#indexes.some((index) => index.hasRun(plain, at, hash));
      if (isPart) mark(at, at + minRunLength);
    });
  }
}

const invisible = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * The runs of 12 characters of some texts, so that looking for them in another text takes time in
 * proportion to that one only: a hash table of their positions, with open addressing.
 */
class RunIndex {
  readonly #text: string;
  /** position + 1; 0 is empty */
  readonly #slots: Uint32Array;

  constructor(texts: string[]) {
    this.#text = texts.join('\0');
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * this.#text.length + 2)));
    forEachRun(this.#text, (at, hash) => {
      const slot = this.#find(this.#text, at, hash);
      if (this.#slots[slot] === 0) this.#slots[slot] = at + 1;
    });
  }

  /** Whether the run of `text` at `at` is one of these. */
  hasRun(text: string, at: number, hash: number): boolean {
    return this.#slots[this.#find(text, at, hash)] !== 0;
  }

  /** The slot of this run, or the empty one that is for it. */
  #find(text: string, at: number, hash: number): number {
    const last = this.#slots.length - 1;
    for (let slot = (hash ^ (hash >>> 15)) & last; ; slot = (slot + 1) & last) {
      const position = (this.#slots[slot] as number) - 1;
      if (position < 0 || this.#isRunAt(position, text, at)) return slot;
    }
  }

  #isRunAt(position: number, text: string, at: number): boolean {
    for (let offset = 0; offset < minRunLength; offset += 1) {
      if (this.#text.charCodeAt(position + offset) !== text.charCodeAt(at + offset)) return false;
    }
    return true;
  }
}

const hashBase = 0x01000193;
/** The weight of a character that leaves the run: the base to the power of the length. */
const leavingWeight = Array.from({ length: minRunLength }).reduce<number>(
  (weight) => Math.imul(weight, hashBase),
  1,
);

/** Calls `act` for each run of 12 characters, with a hash that follows from that of the run before. */
function forEachRun(text: string, act: (at: number, hash: number) => void): void {
  let hash = 0;
  for (let end = 0; end < text.length; end += 1) {
    hash = (Math.imul(hash, hashBase) + text.charCodeAt(end)) | 0;
    const at = end - minRunLength + 1;
    if (at < 0) continue;
    if (at > 0) hash = (hash - Math.imul(text.charCodeAt(at - 1), leavingWeight)) | 0;
    act(at, hash);
  }
}

/** A text, and for each of its characters where it stands in the original text. */
interface View {
  text: string;
  starts: number[];
  ends: number[];
}

function viewOf(text: string): View {
  const starts = Array.from({ length: text.length }, (_none, at) => at);
  return { text, starts, ends: starts.map((start) => start + 1) };
}

/** The text as it is and after each decoding; undefined if it is encoded too often. */
function decodedViews(text: string): View[] | undefined {
  const views = [viewOf(text)];
  for (;;) {
    const last = views.at(-1) as View;
    const decoded = decode(last);
    if (decoded.text === last.text) return views;
    if (views.length > maxDecodings) return undefined;
    views.push(decoded);
  }
}

const escapes =
  /(?:%|\\x)([0-9a-f]{2})|\\u([0-9a-f]{4})|\\u\{0*([0-9a-f]{1,6})\}|&#x0*([0-9a-f]{1,6});?|&#0*(\d{1,7});?|&(amp|lt|gt|quot|apos);|\\(["/\\])/gi;
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The text with one level of escapes decoded. */
function decode({ text, starts, ends }: View): View {
  const decoded: View = { text: '', starts: [], ends: [] };
  const add = (characters: string, from: number, to: number) => {
    decoded.text += characters;
    decoded.starts.push(starts[from] as number);
    decoded.ends.push(ends[to - 1] as number);
  };
  let at = 0;
  const copyUpTo = (end: number) => {
    for (; at < end; at += 1) add(text.charAt(at), at, at + 1);
  };
  for (const match of text.matchAll(escapes)) {
    const [whole, octet, unit, point, hex, decimal, entity, escaped] = match;
    const code = octet ?? unit ?? point ?? hex;
    const number = code === undefined ? Number(decimal) : Number.parseInt(code, 16);
    copyUpTo(match.index);
    add(
      entities[entity?.toLowerCase() ?? ''] ?? escaped ?? String.fromCharCode(number),
      at,
      at + whole.length,
    );
    at += whole.length;
  }
  copyUpTo(text.length);
  return decoded;
}

function withoutMarked(text: string, isMarked: Uint8Array): string {
  let clean = '';
  for (let at = 0; at < text.length; at += 1) {
    if (!isMarked[at]) clean += text.charAt(at);
    else if (!isMarked[at - 1]) clean += '***';
  }
  return clean;
}

/**
 * ASCII in lower case, one base64 alphabet, and + for a space as in a form: what differs only in that
 * counts as the same.
 */
function foldCase(text: string): string {
  const lower = text.toLowerCase();
  // Some letters outside ASCII change their length, which would move what comes after them.
  const folded =
    lower.length === text.length ? lower : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return folded.replace(/[- ]/g, '+').replaceAll('_', '/');
}

/**
 * The secret as it is, in hexadecimal, and in base64 at each of the three offsets at which it can
 * stand in a longer text, without the characters that depend on its neighbours.
 */
function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret.slice(0, maxSecretLength));
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const isPadded = text.endsWith('=');
    return text.replace(/=+$/, '').slice([0, 2, 3][offset], isPadded ? -1 : undefined);
  });
  // In percent-encoding, each byte of a character outside ASCII stands for itself.
  const plain = [secret.slice(0, maxSecretLength), bytes.toString('latin1')];
  const all = [...plain, bytes.toString('hex'), ...base64];
  return all.map(foldCase).filter((spelling) => spelling !== '');
}
