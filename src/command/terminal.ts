import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { whenAborted } from '../process/phase';
import { CommandError } from './command-error';
import { Screen } from './screen';

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
      const prompt = `${this.styled('cyan', '?')} ${text}: `;
      output.muted = secret;
      if (secret) process.stderr.write(prompt);
      line.setPrompt(secret ? '' : prompt);
      line.prompt();
    };
    const asked = new Promise<string[]>((resolve, reject) => {
      // Synchronously: the next line may already be there.
      const take = (text: string) => {
        if (output.muted) this.verbatim('');
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
