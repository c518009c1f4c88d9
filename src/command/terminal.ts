import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { styleText } from 'node:util';
import { whenAborted } from '../process/phase';
import { CommandError } from './command-error';

type Style = Parameters<typeof styleText>[0];

export interface Question {
  text: string;
  secret: boolean;
}

/**
 * The conversation with the person. Messages and questions go to stderr, in colour if that is a
 * terminal; what the person keeps or uses goes to stdout, unchanged.
 */
export class Terminal {
  /** Whether somebody can answer a question. */
  readonly canAsk = Boolean(process.stdin.isTTY && process.stderr.isTTY);
  /** Whether somebody can see a browser. */
  readonly isInteractive = Boolean(process.stderr.isTTY);
  // hasColors() knows terminals without colour, but prefers FORCE_COLOR to NO_COLOR.
  readonly #hasColors =
    this.isInteractive && !process.env.NO_COLOR && Boolean(process.stderr.hasColors());

  /** A success. */
  done(text: string): void {
    this.note(`${this.#styled('green', '✓')} ${text}`);
  }

  /** A failure. */
  failed(text: string): void {
    this.note(`${this.#styled('red', '✗')} ${text}`);
  }

  /** Information. */
  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Less important information. */
  aside(text: string): void {
    this.note(this.#styled('dim', text));
  }

  /** Something to keep or to use. */
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
    const screen = new Screen();
    // One interface for all questions: between two of them, the terminal would show what is typed.
    const line = createInterface({
      input: process.stdin,
      output: screen,
      terminal: true,
      historySize: 0,
    });
    const answers: string[] = [];
    const show = ({ text, secret }: Question) => {
      const prompt = `${this.#styled('cyan', '?')} ${text}: `;
      screen.muted = secret;
      if (secret) process.stderr.write(prompt);
      line.setPrompt(secret ? '' : prompt);
      line.prompt();
    };
    const asked = new Promise<string[]>((resolve, reject) => {
      // Synchronously: the next line may already be there.
      const take = (text: string) => {
        if (screen.muted) this.note('');
        if (text.trim() !== '') answers.push(text.trim());
        const next = questions[answers.length];
        if (next) return show(next);
        line.off('line', take);
        resolve(answers);
      };
      line.on('line', take);
      // Here, Ctrl-C and Ctrl-D are keys, not a signal and the end of the input.
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

/** What the line editor writes to the terminal; nothing while muted. */
class Screen extends Writable {
  muted = false;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (!this.muted) process.stderr.write(chunk);
    done();
  }
}
