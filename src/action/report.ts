import fs from 'node:fs';
import * as core from '@actions/core';
import { isoSeconds } from '../dates';
import { ActionError } from '../errors';
import type { LocatedSecret } from '../github/locate';
import { placeName, type SecretAddress, secretLabel } from '../github/places';
import { type Recovery, recoveryCondition } from '../github/recovery';
import type { TokenSet } from '../goto/token-request';
import { writeNow } from '../process/synchronous-write';
import { Secrets } from '../redactor';

/** The runner cuts annotations at 4,096 characters; a message and a hint have to fit in. */
const longestPart = 1_900;

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
  'organizer-key': string | undefined;
  'account-key': string | undefined;
  'error-code': string;
}

/**
 * All that the run tells the runner: masks, log lines, outputs, the summary, annotations. Nothing
 * here throws, so that no broken pipe or full disk can come between GoTo's answer and the write; the
 * first thing that could not be told is remembered for `throwIfIncomplete`.
 */
export class Report {
  readonly secrets: Secrets;
  #untold: { what: string; error: unknown } | undefined;

  constructor() {
    this.secrets = new Secrets((secret) => this.#tell('a mask', () => core.setSecret(secret)));
    // A broken pipe arrives as an event, not as an exception.
    process.stdout.on('error', this.#logFailed);
  }

  /** Stops listening for a log that broke. */
  close(): void {
    process.stdout.off('error', this.#logFailed);
  }

  /** One line of the log. */
  readonly log = (text: string): void => {
    this.#tell('the log', () => core.info(inert(text)));
  };

  /** A warning annotation: one more line in the person's way, so rare. */
  warning(text: string): void {
    this.#tell('a warning', () => core.warning(text));
  }

  /** Sets outputs; one that is undefined is left out. */
  outputs(outputs: Partial<Outputs>): void {
    for (const [name, value] of Object.entries(outputs)) {
      if (value === undefined) continue;
      this.#tell(`the output ${name}`, () => {
        // Without the file the toolkit would print the value into the log.
        if (!process.env.GITHUB_OUTPUT) throw new Error('GITHUB_OUTPUT is not set');
        core.setOutput(name, value);
      });
    }
  }

  /** Hands the access token on, with all that GoTo said of it. */
  issued(tokens: TokenSet): void {
    const expiresAt = tokens.expiresAt && isoSeconds(tokens.expiresAt);
    this.outputs({
      'access-token': tokens.accessToken,
      'token-type': tokens.tokenType,
      'expires-in': tokens.expiresIn,
      'expires-at': expiresAt,
      scope: tokens.scope,
      principal: tokens.principal,
      'organizer-key': tokens.organizerKey,
      'account-key': tokens.accountKey,
    });
    this.log(`GoTo issued an access token${expiresAt ? `, valid until ${expiresAt}` : ''}.`);
  }

  /** Tells when the stored refresh token was last written. */
  updatedAt(date: Date): void {
    this.outputs({ 'refresh-token-updated-at': isoSeconds(date) });
  }

  /** Says where the refresh token was found. */
  located(secrets: LocatedSecret[]): void {
    const [first] = secrets;
    if (!first) return;
    const others = secrets.length > 1 ? `, and ${secrets.length - 1} more` : '';
    const updatedAt = isoSeconds(first.updatedAt);
    this.log(`Found ${secretLabel(first)}, last written at ${updatedAt}${others}.`);
  }

  /** Says which secrets hold the new token now, in the log and in the summary. */
  stored(secrets: SecretAddress[]): void {
    const [first] = secrets;
    if (!first) return;
    const where = secrets.length === 1 ? secretLabel(first) : `${secrets.length} places`;
    this.log(`Stored the new refresh token in ${where}.`);
    this.#summary([
      '### GoTo rotated the refresh token',
      '',
      'The new one is stored in',
      '',
      ...secrets.map(({ name, place }) => `- ${codeSpan(name)} of ${codeSpan(placeName(place))}`),
    ]);
  }

  /** Takes back recoveries that were printed before their write went through after all. */
  withdrawn(secrets: SecretAddress[]): void {
    for (const secret of secrets) {
      const text = `The command above for ${secretLabel(secret)} is not needed any more`;
      this.log(`${text}.`);
      this.#summary([`${codeSpan(text)}: the write went through after all.`]);
    }
  }

  /** Prints the commands that store a token, at once and synchronously: the process may end next. */
  recovery(recoveries: Recovery[], receivedAt: Date): void {
    const condition = recoveryCondition(receivedAt);
    const lines = recoveries.flatMap(({ label, command }) => [
      '',
      `The new refresh token is not stored in ${label}. This command stores it:`,
      '',
      command,
      '',
    ]);
    this.#tell('the recovery in the log', () =>
      writeNow(inert(`${[...lines, condition].join('\n')}\n`)),
    );
    this.#summary([
      '### The new refresh token is not stored',
      '',
      ...recoveries.flatMap(({ label, command }) => [
        `This command stores it in ${codeSpan(label)}:`,
        '',
        '```sh',
        command,
        '```',
        '',
      ]),
      condition,
    ]);
  }

  /** The one annotation of a failure, and its code as an output. */
  failure(error: ActionError): void {
    this.outputs({ 'error-code': error.code });
    // The other messages are ours word for word, and what they quote is clean already.
    const isForeign = error.code === 'unexpected';
    const message = shortened(isForeign ? this.secrets.removeFrom(error.message) : error.message);
    const hint = shortened(error.hint);
    this.#tell('the error', () =>
      core.error(`${message}\nWhat to do: ${hint}\nerror-code: ${error.code}`),
    );
    if (core.isDebug()) this.#debug(error.cause);
  }

  /**
   * Waits until the log is written.
   *
   * @throws ActionError `unexpected` when something could not be told to the runner
   */
  async throwIfIncomplete(done: string): Promise<void> {
    await new Promise<void>((resolve) => {
      process.stdout.write('', (error) => {
        if (error) this.#logFailed(error);
        resolve();
      });
    });
    if (!this.#untold) return;
    const { what, error } = this.#untold;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ActionError(
      'unexpected',
      `The runner could not be given ${what}: ${reason}. ${done}`,
      {
        hint: 'Check the disk of the runner and the files that GITHUB_OUTPUT and GITHUB_STEP_SUMMARY name, then run again.',
        cause: error,
      },
    );
  }

  readonly #logFailed = (error: Error): void => this.#remember('the log', error);

  #debug(cause: unknown): void {
    if (!(cause instanceof Error)) return;
    const text = cause.stack ?? `${cause.name}: ${cause.message}`;
    this.#tell('debug lines', () => core.debug(this.secrets.removeFrom(text)));
  }

  #summary(lines: string[]): void {
    const file = process.env.GITHUB_STEP_SUMMARY;
    // A GitHub Enterprise Server without summaries names no file; the log has it all.
    if (!file) return;
    this.#tell('the summary', () => fs.appendFileSync(file, `${lines.join('\n')}\n\n`));
  }

  #tell(what: string, tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#remember(what, error);
    }
  }

  #remember(what: string, error: unknown): void {
    this.#untold ??= { what, error };
  }
}

/**
 * Text without commands for the runner: the old notation `##[command]` is obeyed anywhere in a line
 * (`ActionCommand.cs` in actions/runner), and names of places come from outside.
 */
function inert(text: string): string {
  return text.replaceAll('##[', '# #[');
}

function shortened(text: string): string {
  return text.length > longestPart ? `${text.slice(0, longestPart - 1)}…` : text;
}

/** Markdown that shows `text` as it is: a fence longer than any run of backticks in it. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}
