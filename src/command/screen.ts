import { stripVTControlCharacters, styleText } from 'node:util';
import { wrap } from './wrap';

/** In a narrower terminal, lines are broken by the terminal itself. */
const minWidth = 20;

type Style = Parameters<typeof styleText>[0];

/** Text for a person on one stream: wrapped and in colour, if that is a terminal. */
export class Screen {
  readonly #stream: NodeJS.WriteStream;
  /** Whether the stream is a terminal: then a person is there. */
  readonly isTerminal: boolean;
  readonly #hasColors: boolean;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.isTerminal = Boolean(stream.isTTY);
    // hasColors() knows terminals without colour, but prefers FORCE_COLOR to NO_COLOR.
    this.#hasColors = this.isTerminal && !process.env.NO_COLOR && Boolean(stream.hasColors());
  }

  /** Prints a success. */
  done(text: string): void {
    this.item(this.styled('green', '✓'), text);
  }

  /** Prints a failure. */
  failed(text: string): void {
    this.item(this.styled('red', '✗'), text);
  }

  /** Prints what needs attention and is no failure. */
  warn(text: string): void {
    this.item(this.styled('yellow', '!'), text);
  }

  /** Prints a paragraph beside a mark or a number. */
  item(mark: string, text: string): void {
    const indent = ' '.repeat(stripVTControlCharacters(mark).length + 1);
    this.verbatim(`${mark} ${this.#wrapped(text, indent).join(`\n${indent}`)}`);
  }

  /** Prints a paragraph. */
  note(text: string, indent = ''): void {
    for (const line of this.#wrapped(text, indent)) this.verbatim(`${indent}${line}`.trimEnd());
  }

  /** Prints a dimmed paragraph. */
  aside(text: string, indent = ''): void {
    for (const line of this.#wrapped(text, indent)) {
      this.verbatim(`${indent}${this.styled('dim', line)}`);
    }
  }

  /** Prints a line unchanged, to copy or to keep: an address, a command, a workflow. */
  verbatim(text: string): void {
    this.#stream.write(`${text}\n`);
  }

  protected styled(style: Style, text: string): string {
    return this.#hasColors ? styleText(style, text, { validateStream: false }) : text;
  }

  #wrapped(text: string, indent: string): string[] {
    // A terminal that nobody sized has 0 columns, or none.
    const columns = this.isTerminal ? (this.#stream.columns ?? 0) : 0;
    return wrap(text, columns > 0 ? Math.max(columns - indent.length, minWidth) : undefined);
  }
}
