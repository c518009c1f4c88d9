import { styleText } from 'node:util';
import { read } from 'read';
import { CommandError } from './command-error';

type Style = Parameters<typeof styleText>[0];

/**
 * The conversation with the person: what happens and what is asked goes to stderr, in colour where
 * that is a terminal; what is to be kept or acted upon goes to stdout, as it is.
 */
export class Terminal {
  /** Whether there is somebody who can answer. */
  readonly canAsk = Boolean(process.stdin.isTTY && process.stderr.isTTY);
  /** Whether there is somebody who can look at a browser. */
  readonly isWatched = Boolean(process.stderr.isTTY);
  // Node knows NO_COLOR, FORCE_COLOR and the terminals that have none.
  readonly #hasColors = Boolean(process.stderr.isTTY && process.stderr.hasColors());

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

  /** Asks until there is an answer; a secret is not shown as it is typed. */
  async ask(question: string, { secret }: { secret: boolean }): Promise<string> {
    const prompt = `${this.#styled('cyan', '?')} ${question}: `;
    const io = { input: process.stdin, output: process.stderr };
    for (;;) {
      const answer = await read({ prompt, silent: secret, ...io }).catch(() => {
        // Ctrl-C comes as a key here, not as a signal, and leaves the line unfinished.
        this.note('');
        throw new CommandError('The question was not answered.', 'Run the command again.');
      });
      if (answer.trim() !== '') return answer.trim();
    }
  }

  #styled(style: Style, text: string): string {
    return this.#hasColors ? styleText(style, text, { validateStream: false }) : text;
  }
}
