import { isoSeconds } from '../dates';
import type { ActionError } from '../errors';
import { isTokenOfApp } from '../github/client';
import type { ExistingSecret } from '../github/locate';
import { placeName, type Secret, secretLabel } from '../github/places';
import type { Recovery } from '../github/recovery';
import type { PendingWrite } from '../github/store';
import type { Account } from '../goto/organizer';
import type { Retry } from '../http/retry';
import {
  githubTokenWarningMs,
  maxAnnotationPartLength,
  refreshTokenAgeWarningMs,
  refreshTokenLifeDays,
  refreshTokenWarningMs,
} from '../limits';
import { recoveryCondition } from '../messages/github';
import { authorizeAgain, repositoryUrl } from '../messages/names';
import { describeRetry } from '../messages/network';
import { storedAfterPrinting } from '../token-lifecycle';
import type { Runner } from './runner';

const onlyGitHubCanOpenIt =
  'The value in a command is sealed: only GitHub can open it, so this log may be public. If there is *** in a command, another secret of the job has that text: write it in by hand.';

const runDaily = `Run this action daily, and ${authorizeAgain} if this warning stays until the last day.`;

/** What the action logs, summarizes and annotates. */
export class Report {
  constructor(private readonly runner: Runner) {}

  readonly logRetry = (retry: Retry): void => this.runner.log(describeRetry(retry));

  logLocated([first, ...others]: ExistingSecret[]): void {
    if (!first) return;
    const more = others.length > 0 ? `, and ${others.length} more` : '';
    const updatedAt = isoSeconds(first.updatedAt);
    this.runner.log(`Found ${secretLabel(first)}, last written at ${updatedAt}${more}.`);
  }

  logInvalidFields(names: string[]): void {
    if (names.length === 0) return;
    const text = `Some fields of GoTo's answer are not valid and are ignored: ${names.join(', ')}.`;
    this.runner.log(text);
  }

  logIssued(expiresAt: string | undefined): void {
    this.runner.log(`GoTo issued an access token${expiresAt ? `, valid until ${expiresAt}` : ''}.`);
  }

  logRotation(isRotated: boolean): void {
    this.runner.log(
      isRotated
        ? 'GoTo sent a new refresh token.'
        : 'GoTo sent no new refresh token: the stored one is unchanged.',
    );
  }

  warnOfInvalidToken(): void {
    const text = `The refresh token that GoTo sent is not valid and cannot be stored: the stored one is unchanged. If the next run fails with refresh-token-rejected, ${authorizeAgain}.`;
    this.runner.annotate('warning', text);
  }

  warnOfGitHubToken(expiresAt: Date | undefined, token: string): void {
    // The token of an App is valid for an hour, and always new.
    if (expiresAt === undefined || isTokenOfApp(token)) return;
    if (expiresAt.getTime() - Date.now() > githubTokenWarningMs) return;
    const text = `github-token expires at ${isoSeconds(expiresAt)}. Create a new one (README, "Set up", step 3) and save it before then: without it, a new refresh token cannot be stored.`;
    this.runner.annotate('warning', text);
  }

  warnOfRefreshToken({ expiresAt, updatedAt }: { expiresAt: Date | undefined; updatedAt: Date }) {
    if (expiresAt !== undefined) {
      if (expiresAt.getTime() - Date.now() > refreshTokenWarningMs) return;
      const text = `The refresh token expires at ${isoSeconds(expiresAt)}, and GoTo sent no new one. ${runDaily}`;
      this.runner.annotate('warning', text);
    } else if (Date.now() - updatedAt.getTime() > refreshTokenAgeWarningMs) {
      const text = `The stored refresh token was last written at ${isoSeconds(updatedAt)}, and GoTo sent no new one. It is valid for ${refreshTokenLifeDays} days. ${runDaily}`;
      this.runner.annotate('warning', text);
    }
  }

  reportStored(writes: PendingWrite[]): void {
    const stored = storedTargets(writes);
    if (stored.length === 0) return;
    const where = stored.length === 1 ? stored.map(secretLabel).join() : `${stored.length} places`;
    this.runner.log(`Stored the new refresh token in ${where}.`);
    this.runner.appendSummary([
      '### GoTo rotated the refresh token',
      '',
      'The new one is stored in',
      '',
      ...stored.map(({ name, place }) => `- ${codeSpan(name)} of ${codeSpan(placeName(place))}`),
    ]);
    for (const { target } of storedAfterPrinting(writes)) {
      const text = `The command for ${secretLabel(target)} is not needed any more`;
      this.runner.log(`${text}.`);
      this.runner.appendSummary([`${codeSpan(text)}: the write succeeded after all.`]);
    }
  }

  logWrittenSince(secret: Secret, updatedAt: Date, isPrinted: boolean): void {
    const since = `was written since this job read it (last update ${isoSeconds(updatedAt)})`;
    this.runner.log(
      `${secretLabel(secret)} ${since}: nothing is stored there, because that token may be newer.`,
    );
    const command = codeSpan(`The command for ${secretLabel(secret)} is not needed any more`);
    if (isPrinted) this.runner.appendSummary([`${command}: the secret ${since}.`]);
  }

  /** Annotates that the post step stored what the main step could not: its error is still shown. */
  noticeStored(writes: PendingWrite[]): void {
    const stored = storedTargets(writes);
    if (stored.length === 0) return;
    const labels = stored.map(secretLabel).join(', ');
    const where = stored.length > 5 ? `${stored.length} places, which the log names` : labels;
    const text = `At the end of the job, the new refresh token was stored after all in ${where}. The command that was printed for that is not needed any more.`;
    this.runner.annotate('notice', text);
  }

  /** Writes the commands that store a token, synchronously: the process may end next. */
  readonly printRecoveries = (recoveries: Recovery[]): void => {
    const lines = recoveries.flatMap((recovery) => [
      '',
      `The new refresh token is not stored in ${recovery.label}. This command stores it. ${recoveryCondition(recovery, (command) => command)}`,
      '',
      recovery.command,
      '',
    ]);
    const isInLog = this.runner.logSynchronously([...lines, onlyGitHubCanOpenIt]);
    const isInSummary = this.runner.appendSummary([
      '### The new refresh token is not stored',
      '',
      ...recoveries.flatMap((recovery) => [
        `This command stores it in ${codeSpan(recovery.label)}. ${recoveryCondition(recovery, codeSpan)}`,
        '',
        '```sh',
        recovery.command,
        '```',
        '',
      ]),
      onlyGitHubCanOpenIt,
    ]);
    if (!isInLog && !isInSummary) this.runner.printToStderr(lines);
  };

  logAccounts(accounts: Account[]): void {
    if (accounts.length === 1) return;
    if (accounts.length === 0) {
      this.runner.log('The organizer has no account at GoTo: account-key stays empty.');
      return;
    }
    const keys = accounts.map(({ key }) => key).join(', ');
    const names = accounts.flatMap(({ name }) => name || []).join(', ');
    const text = `The organizer has ${accounts.length} accounts, and account-key is the first of ${keys}.${this.runner.redactor.quote('GoTo', names)}`;
    this.runner.log(text);
  }

  reportFailure({ code, message: given, hint, cause }: ActionError): void {
    this.runner.setOutputs({ 'error-code': code });
    // Only `unexpected` has the text of a foreign exception; what the others quote is clean.
    const message = code === 'unexpected' ? this.runner.redactor.redact(given) : given;
    const text = `${shorten(message)}\nWhat to do: ${shorten(hint)}\nMore: ${readmeUrl(process.env)}#${code}\nerror-code: ${code}`;
    this.runner.annotate('error', text);
    this.runner.debugStack(cause);
  }
}

/**
 * The README of the action that runs, at the ref that runs, so that a fork and an old tag explain
 * themselves. The runner names neither for `uses: ./…`: then that of this repository.
 */
function readmeUrl(env: NodeJS.ProcessEnv): string {
  const { GITHUB_SERVER_URL: server = '', GITHUB_ACTION_REPOSITORY: name = '' } = env;
  const { GITHUB_ACTION_REF: ref = '' } = env;
  const isKnown =
    /^https:\/\/(github\.com|[\w-]+\.ghe\.com)$/.test(server) &&
    /^[\w-]+\/[\w.-]+$/.test(name) &&
    /^[\w.-]+(\/[\w.-]+)*$/.test(ref);
  return isKnown ? `${server}/${name}/blob/${ref}/README.md` : repositoryUrl;
}

function storedTargets(writes: PendingWrite[]): Secret[] {
  return writes.flatMap(({ target, state }) => (state.kind === 'stored' ? [target] : []));
}

function shorten(text: string): string {
  if (text.length <= maxAnnotationPartLength) return text;
  return `${text.slice(0, maxAnnotationPartLength - 1)}…`;
}

/** Markdown that shows `text` as it is: the fence is longer than any run of backticks in it. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}
