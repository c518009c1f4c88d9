import { ActionError } from '../errors';
import type { Interruption } from '../process/cancellation';

/** How far a run has come, as far as the tokens are concerned. */
export type Stage = 'untouched' | 'asked' | 'kept' | 'unstored' | 'stored';

const stages: Record<Stage, { done: string; hint: string }> = {
  untouched: {
    done: 'GoTo was not asked, and the stored refresh token is unchanged.',
    hint: 'Nothing is lost: run again.',
  },
  asked: {
    done: 'GoTo was asked and its answer is unknown: it may have rotated the refresh token.',
    hint: 'Run again soon. If GoTo then answers invalid_grant, authorise again.',
  },
  kept: {
    done: 'GoTo answered and sent no new refresh token: the stored one stays.',
    hint: 'Nothing is lost: run again.',
  },
  unstored: {
    done: 'GoTo sent a new refresh token, and it is not stored, or not everywhere.',
    hint:
      'Paste the command that stands in the log of this step and in the job summary. If there is ' +
      'none, run again, and authorise again if GoTo answers invalid_grant.',
  },
  stored: {
    done: 'GoTo sent a new refresh token, and it is stored.',
    hint: 'Nothing is lost: run again.',
  },
};

/** What was and was not done, as a sentence. */
export function doneAt(stage: Stage): string {
  return stages[stage].done;
}

/**
 * The error a run ends with: what was thrown, told with what was and was not done by then. After a
 * signal that is `cancelled`, whatever else went wrong; after a crash, `unexpected`.
 */
export function endingOf(
  thrown: unknown,
  stage: Stage,
  interruption: Interruption | undefined,
): ActionError {
  if (interruption?.kind === 'signal') {
    const { message, hint } = tellsMore(thrown)
      ? thrown
      : { message: stages[stage].done, hint: stages[stage].hint };
    return new ActionError(
      'cancelled',
      `The run was cancelled (${interruption.signal}). ${message}`,
      {
        hint,
        cause: thrown,
      },
    );
  }
  const error = interruption?.kind === 'crash' ? interruption.error : thrown;
  if (!(error instanceof ActionError)) return unexpected(error, stage);
  if (stage !== 'untouched') return error;
  const { code, message, hint, cause } = error;
  return new ActionError(code, `${message} ${stages.untouched.done}`, { hint, cause });
}

/** Whether an error says more of a cancelled run than how far it had come. */
export function tellsMore(thrown: unknown): thrown is ActionError {
  if (!(thrown instanceof ActionError)) return false;
  // GoTo answered, with something else than tokens; had it not, the failure would be the cause.
  if (thrown.code === 'goto-unavailable') return thrown.cause === undefined;
  const definite = [
    'refresh-token-rejected',
    'client-rejected',
    'goto-answer-invalid',
    'write-back-failed',
  ];
  return definite.includes(thrown.code);
}

function unexpected(error: unknown, stage: Stage): ActionError {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new ActionError(
    'unexpected',
    `Something failed that should not have (${what}). ${stages[stage].done}`,
    {
      hint: `${stages[stage].hint} If it happens again, run with debug logging and report what it shows to the authors of this action.`,
      cause: error,
    },
  );
}
