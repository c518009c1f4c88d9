import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { styleText } from 'node:util';
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
   * Asks until there is an answer; a secret is not shown as it is typed.
   *
   * @throws CommandError when the person, or `over`, ends the question
   */
  async ask(
    question: string,
    { secret, over }: { secret: boolean; over: AbortSignal },
  ): Promise<string> {
    const prompt = `${this.#styled('cyan', '?')} ${question}: `;
    for (;;) {
      const answer = secret ? await this.#askSecret(prompt, over) : await readLine(prompt, over);
      if (answer.trim() !== '') return answer.trim();
    }
  }

  async #askSecret(prompt: string, over: AbortSignal): Promise<string> {
    process.stderr.write(prompt);
    // The line is edited on a screen that nobody sees.
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const answer = await readLine('', over, nowhere);
    this.note('');
    return answer;
  }

  #styled(style: Style, text: string): string {
    return this.#hasColors ? styleText(style, text, { validateStream: false }) : text;
  }
}

async function readLine(
  prompt: string,
  over: AbortSignal,
  output: NodeJS.WritableStream = process.stderr,
): Promise<string> {
  const line = createInterface({ input: process.stdin, output, terminal: true });
  // Ctrl-C and Ctrl-D come as keys here, not as a signal and an end.
  const given = new AbortController();
  line.once('close', () => given.abort());
  try {
    return await line.question(prompt, { signal: AbortSignal.any([over, given.signal]) });
  } catch {
    process.stderr.write('\n');
    throw new CommandError('The question was not answered.', 'Run the command again.');
  } finally {
    line.close();
  }
}
