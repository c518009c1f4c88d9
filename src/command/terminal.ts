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

  done(text: string): void {
    this.item(this.styled('green', '✓'), text);
  }

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
  async ask(questions: Question[], deadline: AbortSignal): Promise<string[]> {
    const answers: string[] = [];
    if (questions.length === 0) return answers;
    const current = () => questions[answers.length];
    let shown = '';
    const showLength = () => {
      const { length } = line.line;
      const count = length === 0 ? '' : `(${length} character${length === 1 ? '' : 's'})`;
      const text = `\r\x1b[K${line.getPrompt()}${count}`;
      if (text !== shown) process.stderr.write(text);
      shown = text;
    };
    const output = new Writable({
      write(chunk, _encoding, done) {
        // What comes after the last answer is not shown either.
        if ((current() ?? questions.at(-1))?.secret) showLength();
        else process.stderr.write(chunk);
        done();
      },
    });
    // One interface for all questions: between two of them, the terminal would show what is typed.
    const streams = { input: process.stdin, output };
    const line = createInterface({ ...streams, terminal: true, historySize: 0, signal: deadline });
    await new Promise<void>((resolve, reject) => {
      const askNext = () => {
        const question = current();
        if (!question) return resolve();
        shown = '';
        line.setPrompt(`${this.styled('cyan', '?')} ${question.text}: `);
        line.prompt();
      };
      // Synchronously: the next line may already be there.
      line.on('line', (text) => {
        if (!current()) return;
        if (current()?.secret) this.verbatim('');
        if (text.trim() !== '') answers.push(text.trim());
        askNext();
      });
      // readline receives Ctrl-C and Ctrl-D as keys, and closes.
      line.on('close', () => {
        if (current()) this.note('');
        reject(new CommandError('The question was not answered.', 'Run the command again.'));
      });
      askNext();
    }).finally(() => line.close());
    return answers;
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
    const again = 'If it happens again, report this error to the authors of this action.';
    terminal.failed(`Unexpected error (${redactor.redact(what)}).`);
    terminal.note(`Run the command again. ${again}`, '  ');
  }
}

/**
 * Breaks text at its spaces into lines of at most `width` characters, if there is a width. A longer
 * word keeps a line of its own: an address or a name must stay in one piece.
 */
export function wrap(text: string, width: number | undefined): string[] {
  const lines = text.split('\n');
  if (width === undefined) return lines;
  const pieces = new RegExp(`\\S.{0,${width - 1}}(?= |$)|\\S+`, 'g');
  return lines.flatMap((line) => line.match(pieces) ?? ['']);
}

/** 'one, two and three', without a comma before 'and' */
export function listed(names: string[]): string {
  return new Intl.ListFormat('en-GB').format(names);
}
