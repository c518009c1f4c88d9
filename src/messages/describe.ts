import { ActionError, CommandError } from '../errors';
import { SealingFailure } from '../github/locate';
import { placeName, type Secret, secretLabel } from '../github/places';
import { GitHubRefusal } from '../github/refusals';
import type { FailedWrite, PendingWrite } from '../github/store';
import { OrganizerFailure } from '../goto/organizer';
import { TokenFailure } from '../goto/token-response';
import { isOutOfFiles } from '../http/outcome';
import type { Interruption } from '../process/phase';
import type { Progress, Stage } from '../token-lifecycle';
import { describeFailedWrite, describeRefusal } from './github';
import { describeOrganizerFailure, describeTokenFailure } from './goto';
import { actionNames, authorizeAgain, type Names, repositoryUrl } from './names';
import { moreOpenFiles } from './network';

/** The error to show for what a library threw; undefined for what nobody foresaw. */
export function describeFailure(thrown: unknown, names: Names): ActionError | undefined {
  if (thrown instanceof ActionError) return thrown;
  if (thrown instanceof GitHubRefusal) return describeRefusal(thrown, names);
  if (thrown instanceof TokenFailure) return describeTokenFailure(thrown, names);
  if (thrown instanceof OrganizerFailure) return describeOrganizerFailure(thrown, names);
  if (thrown instanceof SealingFailure) return cannotSeal(thrown, names);
  return undefined;
}

function cannotSeal({ message: reason, cause }: SealingFailure, names: Names): ActionError {
  const { machine } = names;
  const message = `Sealing does not work on ${machine}: ${reason}.`;
  const hint = isOutOfFiles(cause)
    ? moreOpenFiles(names)
    : `Run this on another machine, or with another version of Node: with the one on ${machine}, a new refresh token could not be stored.`;
  return new ActionError('runner-unsupported', message, { hint, cause });
}

/** The error of a runner whose Node is too old for this action. */
export function oldNode(version: string): ActionError {
  const message = `This action needs Node 20 or newer, and the runner has ${version}.`;
  const hint = 'Update the runner, or its Node.';
  return new ActionError('runner-unsupported', message, { hint });
}

/** The error of a runner whose file for outputs or for the state cannot be written. */
export function unwritableFile(variable: string, cause: unknown): ActionError {
  const message = `The file that ${variable} names cannot be written: ${reasonOf(cause)}.`;
  const hint = `In a job with a container whose user may not write the files of the runner, set options: --user root. Otherwise, check what changes ${variable} or that file before this step.`;
  return new ActionError('runner-unsupported', message, { hint, cause });
}

/** The error of a run that went well, but of which the runner did not learn everything. */
export function notPassedOn(
  { what, error: cause }: { what: string; error: unknown },
  progress: Progress,
): ActionError {
  const message = `Could not pass ${what} to the runner: ${reasonOf(cause)}. ${endingOf(progress).done}`;
  const hint =
    'Check the disk of the runner and the files that GITHUB_OUTPUT and GITHUB_STEP_SUMMARY name, then start a new run.';
  return new ActionError('unexpected', message, { hint, cause });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

interface Ending {
  done: string;
  hint: string;
}

const ifThereIsNone = `If there is none, start a new run, and ${authorizeAgain} if that fails with refresh-token-rejected.`;

/** By how far the token had come, and by what was to be exchanged for it. */
const endings: Record<
  Stage,
  Record<'refresh_token' | 'authorization_code', Ending> &
    // A personal access token is never replaced, so nothing can be lost.
    Partial<Record<'personal_access_token', Ending>>
> = {
  'not-asked': {
    refresh_token: {
      done: 'GoTo was not asked, and the stored refresh token is unchanged.',
      hint: 'Start a new run: nothing is lost.',
    },
    personal_access_token: { done: 'GoTo was not asked.', hint: 'Start a new run.' },
    authorization_code: {
      done: 'GoTo was not asked for tokens, and no secret was written.',
      hint: 'Run the command again when you like.',
    },
  },
  asked: {
    refresh_token: {
      done: 'GoTo was asked and its answer is unknown: it may have rotated the refresh token, and then the stored one does not work any more.',
      hint: `Start a new run soon. If it fails with refresh-token-rejected, ${authorizeAgain}.`,
    },
    personal_access_token: {
      done: 'GoTo was asked and its answer is unknown.',
      hint: 'Start a new run.',
    },
    authorization_code: {
      done: 'GoTo was asked for tokens and its answer is unknown. No secret was written.',
      hint: 'Run the command again, and sign in again.',
    },
  },
  rejected: {
    refresh_token: {
      done: 'GoTo rejected the refresh token.',
      hint: `Start a new run, not a re-run. If it fails with refresh-token-rejected, ${authorizeAgain}.`,
    },
    personal_access_token: {
      done: 'GoTo rejected the personal access token.',
      hint: 'Create a new personal access token at myaccount.goto.com, and save it where personal-access-token comes from. Then start a new run.',
    },
    authorization_code: {
      done: 'GoTo rejected the code of this sign-in. No secret was written.',
      hint: 'Run the command again, and sign in again.',
    },
  },
  kept: {
    refresh_token: {
      done: 'GoTo sent no new refresh token: the stored one is unchanged.',
      hint: 'Start a new run: nothing is lost.',
    },
    personal_access_token: { done: 'GoTo issued an access token.', hint: 'Start a new run.' },
    authorization_code: {
      done: 'GoTo sent no refresh token. No secret was written.',
      hint: 'Run the command again, and sign in again.',
    },
  },
  unstored: {
    refresh_token: {
      done: 'GoTo sent a new refresh token, and it is not stored, or not in every place.',
      hint: `Paste the command from the log of this job (or the job summary) into a terminal before the next run. ${ifThereIsNone}`,
    },
    authorization_code: {
      done: 'GoTo sent a refresh token. The commands above, if there are any, store what is not stored yet.',
      hint: 'Paste them into a terminal, or run this command again and sign in again.',
    },
  },
  stored: {
    refresh_token: {
      done: 'GoTo sent a new refresh token, and it is stored.',
      hint: 'Start a new run, not a re-run, which may send the old refresh token. Nothing is lost.',
    },
    authorization_code: {
      done: 'GoTo sent a refresh token, and all secrets are stored.',
      hint: 'What is left to do is in the README, "Set up".',
    },
  },
};

/** What was and was not done when a run ended, and what to do. */
export function endingOf({ stage, grantType = 'refresh_token' }: Progress): Ending {
  return endings[stage][grantType] ?? endings[stage].refresh_token;
}

/**
 * Whether an interrupted run reports this error instead of how far it had come: it does if GoTo has
 * answered, and the error did not follow from the interruption.
 */
function isConclusive({ code, cause }: ActionError, stage: Stage): boolean {
  if (stage === 'not-asked') return false;
  if (code === 'goto-unavailable') return cause === undefined;
  return !['github-unavailable', 'organizer-lookup-failed', 'unexpected'].includes(code);
}

/**
 * The error that a run of the action reports: what was thrown, and what was and was not done by then.
 * After a signal it is always `cancelled`; after a crash, `unexpected`.
 */
export function describeRun(
  thrown: unknown,
  { progress, interruption }: { progress: Progress; interruption: Interruption | undefined },
  names: Names,
): ActionError {
  const ending = endingOf(progress);
  const error = interruption?.kind === 'crash' ? interruption.error : thrown;
  const failure = describeFailure(error, names);
  if (interruption?.kind === 'signal') {
    const result = failure && isConclusive(failure, progress.stage) ? failure : undefined;
    const message = `The run was canceled, or the step ran out of its timeout-minutes (${interruption.signal}). ${result?.message ?? ending.done}`;
    return new ActionError('cancelled', message, { hint: (result ?? ending).hint, cause: thrown });
  }
  if (!failure) return unexpected(error, ending, names);
  if (progress.stage !== 'not-asked') return failure;
  const { code, message, hint, cause } = failure;
  return new ActionError(code, `${message} ${ending.done}`, { hint, cause });
}

/**
 * The error that the command reports: what was thrown, or, after a signal, what was and was not done.
 * What nobody foresaw is returned as it is.
 */
export function describeSignIn(
  thrown: unknown,
  { stage, interruption }: { stage: Stage; interruption: Interruption | undefined },
  names: Names,
): unknown {
  const error = interruption?.kind === 'crash' ? interruption.error : thrown;
  const failure = error instanceof CommandError ? error : describeFailure(error, names);
  if (interruption?.kind !== 'signal') return failure ?? error;
  const isAnswered = ['asked', 'rejected', 'kept'].includes(stage);
  const isResult = failure instanceof CommandError || (failure && isConclusive(failure, stage));
  const result = isAnswered && isResult ? failure : undefined;
  const ending = endingOf({ stage, grantType: 'authorization_code' });
  const message = `Interrupted (${interruption.signal}). ${result?.message ?? ending.done}`;
  return new CommandError(message, (result ?? ending).hint);
}

function unexpected(error: unknown, { done, hint }: Ending, names: Names): ActionError {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const advice = isOutOfFiles(error)
    ? moreOpenFiles(names)
    : `If it happens again, set the repository variable ACTIONS_STEP_DEBUG to true, start a new run, and report its log at ${repositoryUrl}/issues.`;
  return new ActionError('unexpected', `Unexpected error (${what}). ${done}`, {
    hint: `${hint} ${advice}`,
    cause: error,
  });
}

/**
 * The error of a main step in which a write failed for good; undefined if none did.
 *
 * @param isTriedAgain whether the post step tries again
 */
export function writeBackError(
  writes: PendingWrite[],
  isTriedAgain: boolean,
  names: Names,
): ActionError | undefined {
  const [first, ...others] = failedWrites(writes);
  if (!first) return undefined;
  const failure = describeFailedWrite(first.state, names);
  const command = others.length > 0 ? 'command for each place' : 'command';
  const otherTry = isTriedAgain
    ? ' The action tries once more at the end of the job, unless the runner is shut down.'
    : '';
  const paste = `Paste the ${command} from the log of this step (or the job summary) into a terminal before the next run.${otherTry}`;
  const message = `${notStored(first.target, others.length)}: ${failure.problem}`;
  return new ActionError('write-back-failed', message, { hint: withAdvice(paste, failure) });
}

/** The command comes first, unless GitHub would refuse it as well. */
function withAdvice(
  paste: string,
  { advice, isBeforePaste }: { advice: string; isBeforePaste: boolean },
): string {
  return isBeforePaste ? `${advice} ${paste}` : `${paste} ${advice}`;
}

function notStored(target: Secret, moreCount: number): string {
  const more = moreCount > 0 ? ` (and in ${moreCount} more)` : '';
  return `GoTo sent a new refresh token, and it could not be stored in ${secretLabel(target)}${more}`;
}

function failedWrites(writes: PendingWrite[]) {
  return writes.flatMap(({ target, state }) =>
    state.kind === 'failed' ? [{ target, state }] : [],
  );
}

const commandStands =
  'Paste the printed command into a terminal before the next run: it still stands.';
const expiredAppToken =
  'A GitHub App token is valid for an hour, and may have expired: create it later in the job.';
const foreignInputs =
  'In a composite action inside another one, this step gets the inputs of the outer one: give the input for github-token the same name in both.';

/** The error of a post step without a usable `github-token`. */
export function noTokenInPost(problem: string): ActionError {
  const message = `The input github-token ${problem} at the end of the job, where the new refresh token was to be stored.`;
  return new ActionError('input-invalid', message, { hint: `${commandStands} ${foreignInputs}` });
}

/**
 * The error of a post step that could not store everything; undefined if it did.
 *
 * @param unreadable how many values of the state cannot be read
 */
export function postError(
  writes: PendingWrite[],
  { unreadable, isAppToken }: { unreadable: number; isAppToken: boolean },
): ActionError | undefined {
  const [first, ...others] = failedWrites(writes);
  if (!first) return unreadable > 0 ? unreadableState(unreadable) : undefined;
  const { problem, hint } = describePostFailure(first, isAppToken);
  const message = `${notStored(first.target, others.length + unreadable)} at the end of the job: ${problem}`;
  return new ActionError('write-back-failed', message, { hint });
}

function unreadableState(count: number): ActionError {
  const message = `GoTo sent a new refresh token, and ${count} of the values that this action saved for the end of the job cannot be read: nothing is stored there.`;
  const hint = `${commandStands} ${ifThereIsNone}`;
  return new ActionError('write-back-failed', message, { hint });
}

function describePostFailure(
  { target, state }: { target: Secret; state: FailedWrite },
  isAppToken: boolean,
): { problem: string; hint: string } {
  const { kind, part, quotation } = state.refusal.facts;
  if (kind === 'key-changed') {
    const problem = `${placeName(target.place)} has another public key now.${quotation}`;
    const hint =
      'Authorize again (README, "Set up", step 2): only that helps, because GitHub can open neither the sealed value nor the one in a printed command any more.';
    return { problem, hint };
  }
  if (kind === 'not-found' && part === 'metadata') {
    const problem = 'the secret was deleted after this job read it.';
    const hint =
      'Paste the printed command into a terminal if the secret is still needed: the command would create it again, and the action does not.';
    return { problem, hint };
  }
  const failure = describeFailedWrite(state, actionNames);
  const { problem, advice } = failure;
  const isRefused = ['token-rejected', 'forbidden', 'not-found'].includes(kind);
  if (part === 'value' || !isRefused) return { problem, hint: withAdvice(commandStands, failure) };
  // The main step could read this place with its token.
  const cures = isAppToken ? [expiredAppToken] : [];
  if (!isAppToken || kind !== 'token-rejected') cures.push(advice);
  return { problem, hint: [commandStands, ...cures, foreignInputs].join(' ') };
}
