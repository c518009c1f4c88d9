import fs from 'node:fs';
import * as core from '@actions/core';
import { unwritableFile } from '../messages/describe';
import { writeSynchronously } from '../process/synchronous-write';
import { Redactor } from '../redactor';

const annotations = { notice: core.notice, warning: core.warning, error: core.error };

/**
 * The channel to the runner. Nothing here throws, so that no broken pipe or full disk can come between
 * GoTo's answer and the write; the first failure is remembered.
 */
export class Runner {
  readonly redactor: Redactor;
  readonly #savedState = new Map<string, string>();
  /** what could not be passed on ('the log', 'the output access-token'), and why */
  #firstFailure: { what: string; error: unknown } | undefined;

  constructor() {
    this.redactor = new Redactor((secret) => this.#attempt('a mask', () => core.setSecret(secret)));
    // A broken pipe arrives as an event, not as an exception.
    process.stdout.on('error', this.#logFailed);
  }

  /**
   * Checks that the files for outputs and state can be written: a run whose outputs cannot be read must
   * not use up the refresh token.
   *
   * @throws ActionError `runner-unsupported`
   */
  checkFiles(): void {
    for (const variable of ['GITHUB_OUTPUT', 'GITHUB_STATE']) {
      const file = process.env[variable];
      try {
        if (file) tryToOpen(file);
      } catch (error) {
        throw unwritableFile(variable, error);
      }
    }
  }

  readonly log = (text: string): void => {
    this.#attempt('the log', () => core.info(escapeCommands(text)));
  };

  /** Log lines, synchronously: the process may end next. Returns whether they were written. */
  logSynchronously(lines: string[]): boolean {
    const text = escapeCommands(`${lines.join('\n')}\n`);
    return this.#attempt('the recovery command', () => writeSynchronously(text));
  }

  printToStderr(lines: string[]): void {
    this.#attempt('stderr', () => writeSynchronously(`${lines.join('\n')}\n`, process.stderr));
  }

  annotate(kind: keyof typeof annotations, text: string): void {
    this.#attempt(kind === 'error' ? 'the error' : `a ${kind}`, () => annotations[kind](text));
  }

  debugStack(error: unknown): void {
    if (!core.isDebug() || !(error instanceof Error)) return;
    const text = error.stack ?? `${error.name}: ${error.message}`;
    this.#attempt('debug lines', () => core.debug(this.redactor.redact(text)));
  }

  setOutputs(outputs: Record<string, string | number | boolean | undefined>): void {
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
    const file = process.env.GITHUB_STATE;
    const isSaved = this.#attempt('the state', () => {
      if (file) tryToOpen(file);
      core.saveState(name, value);
    });
    if (isSaved || !file) return;
    delete process.env.GITHUB_STATE;
    this.#attempt('the state', () => core.saveState(name, value));
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
  async flush() {
    const error = await new Promise<Error | null | undefined>((resolve) => {
      process.stdout.write('', resolve);
    });
    if (error) this.#logFailed(error);
    return this.#firstFailure;
  }

  close(): void {
    process.stdout.off('error', this.#logFailed);
  }

  readonly #logFailed = (error: Error): void => {
    this.#firstFailure ??= { what: 'the log', error };
  };

  #attempt(what: string, act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      this.#firstFailure ??= { what, error };
      return false;
    }
  }
}

const { O_APPEND, O_NONBLOCK = 0, O_WRONLY } = fs.constants;

/** As if to append: a pipe that nobody reads is an error then, and does not block the process. */
function tryToOpen(file: string, moreFlags = 0): void {
  fs.closeSync(fs.openSync(file, O_WRONLY | O_APPEND | O_NONBLOCK | moreFlags));
}

/** The runner obeys its old commands anywhere in a line (`ActionCommand.cs` in actions/runner). */
function escapeCommands(text: string): string {
  return text.replaceAll('##[', '# #[');
}
