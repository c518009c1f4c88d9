import { ActionError, isConclusive } from '../errors';
import type { Interruption } from '../process/cancellation';
import type { Stage } from '../token-lifecycle';

const stages: Record<Stage, { done: string; hint: string }> = {
  'not-asked': {
    done: 'GoTo was not asked, and the stored refresh token is unchanged.',
    hint: 'Start a new run: nothing is lost.',
  },
  asked: {
    done: 'GoTo was asked and its answer is unknown: it may have rotated the refresh token, and then the stored one does not work any more.',
    hint: 'Start a new run soon. If it fails with refresh-token-rejected, authorise again.',
  },
  rejected: {
    done: 'GoTo rejected the refresh token.',
    hint: 'Start a new run, not a re-run. If it fails with refresh-token-rejected, authorise again.',
  },
  kept: {
    done: 'GoTo sent no new refresh token: the stored one is unchanged.',
    hint: 'Start a new run: nothing is lost.',
  },
  unstored: {
    done: 'GoTo sent a new refresh token, and it is not stored, or not in every place.',
    hint:
      'Paste the command from the log of this job (or from the job summary) into a terminal. If ' +
      'there is none, start a new run, and authorise again if that fails with refresh-token-rejected.',
  },
  stored: {
    done: 'GoTo sent a new refresh token, and it is stored.',
    hint: 'Start a new run, not a re-run, which may send the old refresh token. Nothing is lost.',
  },
};

/** What was and was not done, as a sentence. */
export function describeStage(stage: Stage): string {
  return stages[stage].done;
}

/**
 * Returns the error to report: what was thrown, and what was and was not done by then. After a signal
 * it is always `cancelled`; after a crash, `unexpected`.
 */
export function toReportedError(
  thrown: unknown,
  stage: Stage,
  interruption: Interruption | undefined,
): ActionError {
  if (interruption?.kind === 'signal') {
    const { message, hint } = isConclusive(thrown)
      ? thrown
      : { message: stages[stage].done, hint: stages[stage].hint };
    const cancelled = `The run was cancelled (${interruption.signal}). ${message}`;
    return new ActionError('cancelled', cancelled, { hint, cause: thrown });
  }
  const error = interruption?.kind === 'crash' ? interruption.error : thrown;
  if (!(error instanceof ActionError)) return unexpected(error, stage);
  if (stage !== 'not-asked') return error;
  const { code, message, hint, cause } = error;
  return new ActionError(code, `${message} ${stages[stage].done}`, { hint, cause });
}

function unexpected(error: unknown, stage: Stage): ActionError {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new ActionError('unexpected', `Unexpected error (${what}). ${stages[stage].done}`, {
    hint: `${stages[stage].hint} If it happens again, run with debug logging and report the log to the authors of this action.`,
    cause: error,
  });
}
