import { isConclusive } from '../errors';
import type { Interruption } from '../process/cancellation';
import type { Stage } from '../token-lifecycle';
import { CommandError } from './terminal';

const stages: Record<Stage, { done: string; hint: string }> = {
  'not-asked': {
    done: 'GoTo was not asked for tokens, and no secret was written.',
    hint: 'Run the command again when you like.',
  },
  asked: {
    done: 'GoTo was asked for tokens and its answer is unknown. No secret was written.',
    hint: 'Run the command again, and sign in again.',
  },
  rejected: {
    done: 'GoTo rejected the code of this sign-in. No secret was written.',
    hint: 'Run the command again, and sign in again.',
  },
  kept: {
    done: 'GoTo sent no refresh token. No secret was written.',
    hint: 'Run the command again, and sign in again.',
  },
  unstored: {
    done: 'GoTo sent a refresh token. The commands above, if there are any, store what is not stored yet.',
    hint: 'Paste them into a terminal, or run this command again and sign in again.',
  },
  stored: {
    done: 'GoTo sent a refresh token, and all secrets are stored.',
    hint: 'What is left to do is in the README, "Set up".',
  },
};

/**
 * Returns the error to report: the crash after a crash; after a signal, one that says what was done;
 * otherwise `thrown`.
 */
export function toReportedError(
  thrown: unknown,
  stage: Stage,
  interruption: Interruption | undefined,
): unknown {
  if (interruption === undefined) return thrown;
  if (interruption.kind === 'crash') return interruption.error;
  const isAnswered = ['asked', 'rejected', 'kept'].includes(stage);
  const isResult = isAnswered && (thrown instanceof CommandError || isConclusive(thrown));
  const { done, hint } = isResult ? { done: thrown.message, hint: thrown.hint } : stages[stage];
  return new CommandError(`Interrupted (${interruption.signal}). ${done}`, hint);
}
