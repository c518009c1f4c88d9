import { ActionError, isConclusive } from '../errors';
import type { Interruption } from '../process/cancellation';
import type { Stage } from '../token-lifecycle';

const stages: Record<Stage, { done: string; hint: string }> = {
  'not-asked': {
    done: 'GoTo was not asked, and the stored refresh token is unchanged.',
    hint: 'Run again: nothing is lost.',
  },
  asked: {
    done: 'GoTo was asked and its answer is unknown: it may have rotated the refresh token.',
    hint: 'Run again soon. If GoTo then answers invalid_grant, authorise again.',
  },
  kept: {
    done: 'GoTo answered and sent no new refresh token: the stored one stays.',
    hint: 'Run again: nothing is lost.',
  },
  unstored: {
    done: 'GoTo sent a new refresh token, and it is not stored, or not everywhere.',
    hint:
      'Paste the command in the log of this step or in the job summary. If there is none, run ' +
      'again, and authorise again if GoTo answers invalid_grant.',
  },
  stored: {
    done: 'GoTo sent a new refresh token, and it is stored.',
    hint: 'Run again: nothing is lost.',
  },
};

/** What was and was not done, as a sentence. */
export function describeStage(stage: Stage): string {
  return stages[stage].done;
}

/**
 * The error that a run ends with: what was thrown, and what was and was not done by then. After a
 * signal it is always `cancelled`; after a crash, `unexpected`.
 */
export function toEnding(
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
