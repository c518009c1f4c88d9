import { ActionError, isConclusive } from '../errors';
import type { Interruption } from '../process/cancellation';
import type { Progress, Stage } from '../token-lifecycle';

interface Ending {
  done: string;
  hint: string;
}

const endings: Record<Stage, Ending> = {
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

/** A personal access token is never replaced, so nothing can be lost. */
const endingsWithPersonalAccessToken: Partial<Record<Stage, Ending>> = {
  'not-asked': { done: 'GoTo was not asked.', hint: 'Start a new run.' },
  asked: { done: 'GoTo was asked and its answer is unknown.', hint: 'Start a new run.' },
  rejected: {
    done: 'GoTo rejected the personal access token.',
    hint: 'Create a new personal access token at myaccount.goto.com.',
  },
  kept: { done: 'GoTo issued an access token.', hint: 'Start a new run.' },
};

function endingOf({ stage, grantType }: Progress): Ending {
  const special = grantType === 'personal_access_token' && endingsWithPersonalAccessToken[stage];
  return special || endings[stage];
}

/** What was and was not done, as a sentence. */
export function describeProgress(progress: Progress): string {
  return endingOf(progress).done;
}

/**
 * Returns the error to report: what was thrown, and what was and was not done by then. After a signal
 * it is always `cancelled`; after a crash, `unexpected`.
 */
export function toReportedError(
  thrown: unknown,
  progress: Progress,
  interruption: Interruption | undefined,
): ActionError {
  const ending = endingOf(progress);
  if (interruption?.kind === 'signal') {
    const { message, hint } = isConclusive(thrown)
      ? thrown
      : { message: ending.done, hint: ending.hint };
    const cancelled = `The run was cancelled (${interruption.signal}). ${message}`;
    return new ActionError('cancelled', cancelled, { hint, cause: thrown });
  }
  const error = interruption?.kind === 'crash' ? interruption.error : thrown;
  if (!(error instanceof ActionError)) return unexpected(error, ending);
  if (progress.stage !== 'not-asked') return error;
  const { code, message, hint, cause } = error;
  return new ActionError(code, `${message} ${ending.done}`, { hint, cause });
}

function unexpected(error: unknown, { done, hint }: Ending): ActionError {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new ActionError('unexpected', `Unexpected error (${what}). ${done}`, {
    hint: `${hint} If it happens again, run with debug logging and report the log to the authors of this action.`,
    cause: error,
  });
}
