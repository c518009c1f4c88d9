import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { styleText } from 'node:util';
import { whenAborted } from '../process/cancellation';
import { CommandError } from './command-error';

type Style = Parameters<typeof styleText>[0];

export interface Question {
  text: string;
  secret: boolean;
}

/**
 * The conversation with the person: what happens and what is asked goes to stderr, in colour where
 * that is a terminal; what is to be kept or acted upon goes to stdout, as it is.
 */
export class Terminal {
  /** Whether there is somebody who can answer. */
  readonly canAsk = Boolean(process.stdin.isTTY && process.stderr.isTTY);
  /** Whether there is somebody who can look at a browser. */
  readonly isWatched = Boolean(process.stderr.isTTY);
  // Node knows the terminals that have no colour, and lets FORCE_COLOR win over NO_COLOR.
  readonly #hasColors =
    this.isWatched && !process.env.NO_COLOR && Boolean(process.stderr.hasColors());

  /** Something that went well. */
  done(text: string): void {
    this.note(`${this.#styled('green', '✓')} ${text}`);
  }

  /** Something that did not. */
  failed(text: string): void {
    this.note(`${this.#styled('red', '✗')} ${text}`);
  }

  /** Something to know. */
  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Something that matters less. */
  aside(text: string): void {
    this.note(this.#styled('dim', text));
  }

  /** Something to keep or to act upon. */
  print(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  /**
   * Asks one question after the other, each until there is an answer; a secret is not shown as it is
   * typed, nor when it is pasted with the answer before it.
   *
   * @throws CommandError when the person, or `over`, ends the questions
   */
  ask(questions: Question[], over: AbortSignal): Promise<string[]> {
    const [first] = questions;
    if (!first) return Promise.resolve([]);
    const screen = new Screen();
    // One for all questions: between two of them the terminal would show what is typed.
    const line = createInterface({
      input: process.stdin,
      output: screen,
      terminal: true,
      historySize: 0,
    });
    const answers: string[] = [];
    const show = ({ text, secret }: Question) => {
      const prompt = `${this.#styled('cyan', '?')} ${text}: `;
      screen.isDark = secret;
      if (secret) process.stderr.write(prompt);
      line.setPrompt(secret ? '' : prompt);
      line.prompt();
    };
    const asked = new Promise<string[]>((resolve, reject) => {
      // At once, for the next line may be there already.
      const take = (text: string) => {
        if (screen.isDark) this.note('');
        if (text.trim() !== '') answers.push(text.trim());
        const next = questions[answers.length];
        if (next) return show(next);
        line.off('line', take);
        resolve(answers);
      };
      line.on('line', take);
      // Ctrl-C and Ctrl-D come as keys here, not as a signal and an end.
      line.once('close', () => reject(notAnswered()));
      whenAborted(over, () => line.close());
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

/** The terminal as an editor of lines writes to it; in the dark nothing is seen of it. */
class Screen extends Writable {
  isDark = false;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (!this.isDark) process.stderr.write(chunk);
    done();
  }
}
