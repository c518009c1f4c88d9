import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { styleText } from 'node:util';
import { whenAborted } from '../process/phase';
import { CommandError } from './command-error';

type Style = Parameters<typeof styleText>[0];

interface Question {
  text: string;
  secret: boolean;
}

/**
 * The conversation with the person. Messages and questions go to stderr, in colour if that is a
 * terminal; what the person keeps or uses goes to stdout, unchanged.
 */
export class Terminal {
  /** Whether stdin and stderr are terminals, so that a question can be answered. */
  readonly canAsk = Boolean(process.stdin.isTTY && process.stderr.isTTY);
  /** Whether stderr is a terminal: then a person is there, and a browser may be opened. */
  readonly isInteractive = Boolean(process.stderr.isTTY);
  // hasColors() knows terminals without colour, but prefers FORCE_COLOR to NO_COLOR.
  readonly #hasColors =
    this.isInteractive && !process.env.NO_COLOR && Boolean(process.stderr.hasColors());

  /** Prints a success to stderr. */
  done(text: string): void {
    this.note(`${this.#styled('green', '✓')} ${text}`);
  }

  /** Prints a failure to stderr. */
  failed(text: string): void {
    this.note(`${this.#styled('red', '✗')} ${text}`);
  }

  /** Prints a line to stderr. */
  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Prints a dimmed line to stderr. */
  aside(text: string): void {
    this.note(this.#styled('dim', text));
  }

  /** Prints to stdout, for the person to keep or to pipe. */
  print(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  /**
   * Asks one question after the other, each until there is an answer. A secret is not shown, whether
   * it is typed or pasted together with the answer before it.
   *
   * @throws CommandError when the person cancels or the deadline passes
   */
  ask(questions: Question[], deadline: AbortSignal): Promise<string[]> {
    const [first] = questions;
    if (!first) return Promise.resolve([]);
    const output = new MutableOutput();
    // One interface for all questions: between two of them, the terminal would show what is typed.
    const line = createInterface({
      input: process.stdin,
      output,
      terminal: true,
      historySize: 0,
    });
    const answers: string[] = [];
    const show = ({ text, secret }: Question) => {
      const prompt = `${this.#styled('cyan', '?')} ${text}: `;
      output.muted = secret;
      if (secret) process.stderr.write(prompt);
      line.setPrompt(secret ? '' : prompt);
      line.prompt();
    };
    const asked = new Promise<string[]>((resolve, reject) => {
      // Synchronously: the next line may already be there.
      const take = (text: string) => {
        if (output.muted) this.note('');
        if (text.trim() !== '') answers.push(text.trim());
        const next = questions[answers.length];
        if (next) return show(next);
        line.off('line', take);
        resolve(answers);
      };
      line.on('line', take);
      // readline receives Ctrl-C and Ctrl-D as keys, and closes.
      line.once('close', () => reject(notAnswered()));
      whenAborted(deadline, () => line.close());
    });
    show(first);
    return asked
      .catch((error) => {
        this.note('');
        throw error;
      })
      .finally(() => line.close());
  }

  #styled(style: Style, text: string): string {
    return this.#hasColors ? styleText(style, text, { validateStream: false }) : text;
  }
}

function notAnswered(): CommandError {
  return new CommandError('The question was not answered.', 'Run the command again.');
}

/** Passes what readline writes to stderr, unless muted. */
class MutableOutput extends Writable {
  muted = false;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (!this.muted) process.stderr.write(chunk);
    done();
  }
}
