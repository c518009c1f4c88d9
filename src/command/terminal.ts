import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { stripVTControlCharacters, styleText } from 'node:util';
import { ActionError, CommandError, UsageError } from '../errors';
import { minTerminalWidth } from '../limits';
import type { Redactor } from '../redactor';

type Style = Parameters<typeof styleText>[0];

/** Text for a person on one stream: wrapped and in color, if that is a terminal. */
export class Screen {
  readonly #stream: NodeJS.WriteStream;
  /** Whether the stream is a terminal: then a person is there. */
  readonly isTerminal: boolean;
  readonly #hasColors: boolean;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.isTerminal = Boolean(stream.isTTY);
    // hasColors() knows terminals without color, but prefers FORCE_COLOR to NO_COLOR.
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
    const width = Math.max(columns - indent.length, minTerminalWidth);
    return wrap(text, columns > 0 ? width : undefined);
  }
}

interface Question {
  text: string;
  secret: boolean;
}

/** The conversation with the person, on stderr, so that the result on stdout can be redirected. */
export class Terminal extends Screen {
  /** stdout */
  readonly result = new Screen(process.stdout);
  /** Whether stdin and stderr are terminals, so that a question can be answered. */
  readonly canAsk = Boolean(process.stdin.isTTY && process.stderr.isTTY);

  constructor() {
    super(process.stderr);
  }

  /**
   * Asks one question after the other, each until there is an answer. Of a secret, only its length is
   * shown, whether it is typed or pasted, also together with the answer before it.
   *
   * @throws CommandError when the person cancels or the deadline passes
   */
  ask(questions: Question[], deadline: AbortSignal): Promise<string[]> {
    const [first] = questions;
    if (!first) return Promise.resolve([]);
    const output = new MutableOutput();
    // One interface for all questions: between two of them, the terminal would show what is typed.
    const streams = { input: process.stdin, output };
    const options = { terminal: true, historySize: 0, signal: deadline };
    const line = createInterface({ ...streams, ...options });
    const answers: string[] = [];
    const show = ({ text, secret }: Question) => {
      const prompt = `${this.styled('cyan', '?')} ${text}: `;
      let shown: string | undefined;
      const showLength = () => {
        const { length } = line.line;
        const count = length === 0 ? '' : `(${length} character${length === 1 ? '' : 's'})`;
        if (count !== shown) process.stderr.write(`\r\x1b[K${prompt}${count}`);
        shown = count;
      };
      output.instead = secret ? showLength : undefined;
      line.setPrompt(secret ? '' : prompt);
      line.prompt();
    };
    const asked = new Promise<string[]>((resolve, reject) => {
      // Synchronously: the next line may already be there.
      const take = (text: string) => {
        if (output.instead) this.verbatim('');
        if (text.trim() !== '') answers.push(text.trim());
        const next = questions[answers.length];
        if (next) return show(next);
        line.off('line', take);
        resolve(answers);
      };
      line.on('line', take);
      // readline receives Ctrl-C and Ctrl-D as keys, and closes.
      line.once('close', () =>
        reject(new CommandError('The question was not answered.', 'Run the command again.')),
      );
    });
    show(first);
    return asked
      .catch((error) => {
        this.note('');
        throw error;
      })
      .finally(() => line.close());
  }
}

/** Passes what readline writes to stderr, or does something instead. */
class MutableOutput extends Writable {
  instead: (() => void) | undefined;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (this.instead) this.instead();
    else process.stderr.write(chunk);
    done();
  }
}

/** What a program prints to, and what keeps the secrets out of it. */
export interface Output {
  terminal: Terminal;
  redactor: Redactor;
}

/** Whether a failure says what happened and what to do about it. */
export function isExplained(thrown: unknown): thrown is CommandError | ActionError {
  return thrown instanceof CommandError || thrown instanceof ActionError;
}

/** Prints what ended the command, and what to do about it. */
export function printFailure(thrown: unknown, { terminal, redactor }: Output): void {
  if (thrown instanceof UsageError) {
    terminal.failed(`${thrown.message} ${thrown.hint}`.trimEnd());
    terminal.note('All options: goto-access-token --help');
  } else if (isExplained(thrown)) {
    terminal.failed(thrown.message);
    terminal.note(thrown.hint, '  ');
    if (thrown instanceof ActionError) terminal.aside(`error-code: ${thrown.code}`, '  ');
  } else {
    const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    terminal.failed(`Unexpected error (${redactor.redact(what)}).`);
    terminal.note(
      'Run the command again. If it happens again, report this error to the authors of this action.',
      '  ',
    );
  }
}

/**
 * Breaks text at its spaces into lines of at most `width` characters. A longer word keeps a line of
 * its own: an address or a name must stay in one piece. Line breaks in the text stay.
 *
 * @param width undefined where there is no terminal: then a line is never broken
 */
export function wrap(text: string, width: number | undefined): string[] {
  const lines = text.split('\n');
  return width === undefined ? lines : lines.flatMap((line) => wrapLine(line, width));
}

function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || longer.length <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** 'one, two and three' */
export function listed(names: string[]): string {
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}
