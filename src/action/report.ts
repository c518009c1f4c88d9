import { isoSeconds } from '../dates';
import type { ActionError } from '../errors';
import type { ExistingSecret } from '../github/locate';
import { placeName, type Secret, secretLabel } from '../github/places';
import { type Recovery, recoveryCondition } from '../github/recovery';
import type { PendingWrite } from '../github/store';
import type { TokenSet } from '../goto/token-response';
import { storedAfterPrinting } from '../token-lifecycle';
import type { Runner } from './runner';

/** The runner cuts annotations at 4,096 characters; a message and a hint must fit. */
const longestPart = 1_900;

/** What the action tells the person who reads its log, outputs and summary. */
export class Report {
  readonly #runner: Runner;

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  /** Where the refresh token was found. */
  located([first, ...others]: ExistingSecret[]): void {
    if (!first) return;
    const more = others.length > 0 ? `, and ${others.length} more` : '';
    const updatedAt = isoSeconds(first.updatedAt);
    this.#runner.log(`Found ${secretLabel(first)}, last written at ${updatedAt}${more}.`);
  }

  /** Which optional fields of GoTo's answer are invalid. */
  invalidFields(names: string[]): void {
    if (names.length === 0) return;
    this.#runner.log(`GoTo's answer contains fields that cannot be used: ${names.join(', ')}.`);
  }

  /** The access token and what GoTo said about it. */
  issued(tokens: TokenSet): void {
    const expiresAt = tokens.expiresAt && isoSeconds(tokens.expiresAt);
    this.#runner.setOutputs({
      'access-token': tokens.accessToken,
      'token-type': tokens.tokenType,
      'expires-in': tokens.expiresIn,
      'expires-at': expiresAt,
      scope: tokens.scope,
      principal: tokens.principal,
      'organizer-key': tokens.organizerKey,
      'account-key': tokens.accountKey,
    });
    this.#runner.log(
      `GoTo issued an access token${expiresAt ? `, valid until ${expiresAt}` : ''}.`,
    );
  }

  /** That the stored refresh token stays, and when it was last written. */
  kept(updatedAt: Date, { sentInvalidToken }: { sentInvalidToken: boolean }): void {
    this.#runner.log(
      sentInvalidToken
        ? 'The refresh token that GoTo sent cannot be stored: the stored one stays. If the next run is rejected with invalid_grant, authorise again.'
        : 'GoTo sent no new refresh token: the stored one stays.',
    );
    this.#runner.setOutputs({ 'refresh-token-updated-at': isoSeconds(updatedAt) });
  }

  /** That GoTo sent a new refresh token. */
  rotated(): void {
    this.#runner.log('GoTo sent a new refresh token.');
  }

  /** Which secrets hold the new token now, in the log and in the summary. */
  stored(writes: PendingWrite[], updatedAt: Date): void {
    this.#runner.setOutputs({ 'refresh-token-updated-at': isoSeconds(updatedAt) });
    const stored = writes.flatMap(({ target, state }) => (state.kind === 'stored' ? [target] : []));
    const [first] = stored;
    if (!first) return;
    const where = stored.length === 1 ? secretLabel(first) : `${stored.length} places`;
    this.#runner.log(`Stored the new refresh token in ${where}.`);
    this.#runner.appendSummary([
      '### GoTo rotated the refresh token',
      '',
      'The new one is stored in',
      '',
      ...stored.map(({ name, place }) => `- ${codeSpan(name)} of ${codeSpan(placeName(place))}`),
    ]);
    for (const { target } of storedAfterPrinting(writes)) this.#notNeeded(target);
  }

  /** The commands that store a token, written synchronously: the process may end next. */
  readonly recoveries = (recoveries: Recovery[], receivedAt: Date): void => {
    const condition = recoveryCondition(receivedAt);
    const lines = recoveries.flatMap(({ label, command }) => [
      '',
      `The new refresh token is not stored in ${label}. This command stores it:`,
      '',
      command,
      '',
    ]);
    this.#runner.logSynchronously([...lines, condition]);
    this.#runner.appendSummary([
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
  };

  /** That the organizer has several accounts. */
  severalAccounts(count: number): void {
    this.#runner.log(`The organizer has ${count} accounts; account-key is the first.`);
  }

  /** The one error annotation of a failure, and its code as an output. */
  failure(error: ActionError): void {
    this.#runner.setOutputs({ 'error-code': error.code });
    // All other messages are our own, and what they quote is clean already.
    const message =
      error.code === 'unexpected' ? this.#runner.redactor.redact(error.message) : error.message;
    this.#runner.error(
      `${shorten(message)}\nWhat to do: ${shorten(error.hint)}\nerror-code: ${error.code}`,
    );
    this.#runner.debug(error.cause);
  }

  /** That a command in the log is obsolete, because the write succeeded later. */
  #notNeeded(secret: Secret): void {
    const text = `The command above for ${secretLabel(secret)} is not needed any more`;
    this.#runner.log(`${text}.`);
    this.#runner.appendSummary([`${codeSpan(text)}: the write succeeded after all.`]);
  }
}

function shorten(text: string): string {
  return text.length > longestPart ? `${text.slice(0, longestPart - 1)}…` : text;
}

/** Markdown that shows `text` as it is: the fence is longer than any run of backticks in it. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}
