import fs from 'node:fs';
import * as core from '@actions/core';
import { unwritableFile } from '../messages/describe';
import { writeSynchronously } from '../process/synchronous-write';
import { Redactor } from '../redactor';

/** The outputs that `action.yml` declares. */
export interface Outputs {
  'access-token': string;
  'token-type': string;
  'expires-in': number | undefined;
  'expires-at': string | undefined;
  scope: string | undefined;
  principal: string | undefined;
  'refresh-token-rotated': boolean;
  'refresh-token-updated-at': string;
  'refresh-token-expires-at': string | undefined;
  'organizer-key': string | undefined;
  'account-key': string | undefined;
  'error-code': string;
}

/** Something that could not be passed to the runner. */
interface RunnerFailure {
  /** 'the log', 'the output access-token' */
  what: string;
  error: unknown;
}

const annotations = { notice: core.notice, warning: core.warning, error: core.error };

/**
 * The channel to the runner: masks, log, outputs, job summary, annotations. Nothing here throws, so
 * that no broken pipe or full disk can come between GoTo's answer and the write; the first failure
 * is remembered.
 */
export class Runner {
  readonly redactor: Redactor;
  /** as the runner named them */
  readonly #files = {
    GITHUB_OUTPUT: process.env.GITHUB_OUTPUT,
    GITHUB_STATE: process.env.GITHUB_STATE,
  };
  readonly #savedState = new Map<string, string>();
  #firstFailure: RunnerFailure | undefined;

  constructor() {
    this.redactor = new Redactor((secret) => this.#attempt('a mask', () => core.setSecret(secret)));
    // A broken pipe arrives as an event, not as an exception.
    process.stdout.on('error', this.#logFailed);
  }

  /**
   * Looks whether the files of the outputs and of the state can be written, since a run whose outputs
   * cannot be read must not spend anything. A variable that is not set is no obstacle.
   *
   * @throws ActionError `runner-unsupported`
   */
  lookAround(): void {
    for (const [variable, file] of Object.entries(this.#files)) {
      try {
        if (file) tryToOpen(file);
      } catch (error) {
        throw unwritableFile(variable, error);
      }
    }
  }

  /** One line of the log. */
  readonly log = (text: string): void => {
    this.#attempt('the log', () => core.info(escapeCommands(text)));
  };

  /** Log lines, synchronously: the process may end next. Returns whether they were written. */
  logSynchronously(lines: string[]): boolean {
    const text = escapeCommands(`${lines.join('\n')}\n`);
    return this.#attempt('the recovery command', () => writeSynchronously(text));
  }

  /** Lines on stderr, for what can be written nowhere else. */
  printToStderr(lines: string[]): void {
    this.#attempt('stderr', () => writeSynchronously(`${lines.join('\n')}\n`, process.stderr));
  }

  /** Annotates the run. */
  annotate(kind: keyof typeof annotations, text: string): void {
    this.#attempt(kind === 'error' ? 'the error' : `a ${kind}`, () => annotations[kind](text));
  }

  /** Prints the stack of an error, redacted, if debug logging is on. */
  debugStack(error: unknown): void {
    if (!core.isDebug() || !(error instanceof Error)) return;
    const text = error.stack ?? `${error.name}: ${error.message}`;
    this.#attempt('debug lines', () => core.debug(this.redactor.redact(text)));
  }

  /** Sets outputs, except those that are undefined. */
  setOutputs(outputs: Partial<Outputs>): void {
    for (const [name, value] of Object.entries(outputs)) {
      if (value === undefined) continue;
      this.#attempt(`the output ${name}`, () => {
        // Without the file, the toolkit would print the value into the log.
        if (!process.env.GITHUB_OUTPUT) throw new Error('GITHUB_OUTPUT is not set');
        tryToOpen(process.env.GITHUB_OUTPUT);
        core.setOutput(name, value);
      });
    }
  }

  /**
   * Saves a value for the post step, which reads it as the variable `STATE_name`. Without a file that
   * takes it, the toolkit prints a command: what is saved may be public.
   */
  saveState(name: string, value: string): void {
    if (this.#savedState.get(name) === value) return;
    this.#savedState.set(name, value);
    const save = () => this.#attempt('the state', () => core.saveState(name, value));
    const file = process.env.GITHUB_STATE;
    if (file) {
      const isSaved = this.#attempt('the state', () => tryToOpen(file)) && save();
      if (isSaved) return;
      delete process.env.GITHUB_STATE;
    }
    save();
  }

  /** Appends Markdown to the job summary. Returns whether it was written. */
  appendSummary(lines: string[]): boolean {
    const file = process.env.GITHUB_STEP_SUMMARY;
    // A GitHub Enterprise Server without summaries names no file; the log has everything.
    if (!file) return false;
    return this.#attempt('the summary', () => {
      tryToOpen(file, fs.constants.O_CREAT);
      fs.appendFileSync(file, `${lines.join('\n')}\n\n`);
    });
  }

  /** Waits until the log is written. Returns the first thing that could not be passed on, if any. */
  async flush(): Promise<RunnerFailure | undefined> {
    await new Promise<void>((resolve) => {
      process.stdout.write('', (error) => {
        if (error) this.#logFailed(error);
        resolve();
      });
    });
    return this.#firstFailure;
  }

  /** Stops listening for a broken log. */
  close(): void {
    process.stdout.off('error', this.#logFailed);
  }

  readonly #logFailed = (error: Error): void => this.#remember('the log', error);

  #attempt(what: string, act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      this.#remember(what, error);
      return false;
    }
  }

  #remember(what: string, error: unknown): void {
    this.#firstFailure ??= { what, error };
  }
}

const { O_APPEND, O_NONBLOCK = 0, O_WRONLY } = fs.constants;

/**
 * Opens a file as if to append to it. A pipe that nobody reads is an error then, and does not block the
 * process for good.
 */
function tryToOpen(file: string, moreFlags = 0): void {
  fs.closeSync(fs.openSync(file, O_WRONLY | O_APPEND | O_NONBLOCK | moreFlags));
}

/**
 * Escapes the runner's old commands, `##[command]`, which it obeys anywhere in a line
 * (`ActionCommand.cs` in actions/runner): names of places come from outside.
 */
function escapeCommands(text: string): string {
  return text.replaceAll('##[', '# #[');
}
