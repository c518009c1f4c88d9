import { tellsMore } from '../action/ending';
import type { Cancellation } from '../process/cancellation';
import { CommandError } from './command-error';

/** How far a sign-in has come, as far as the tokens are concerned. */
export type SignInStage = 'untouched' | 'asked' | 'granted';

const stages: Record<SignInStage, { done: string; hint: string }> = {
  untouched: {
    done: 'GoTo was not asked for tokens, and no secret was written.',
    hint: 'Run the command again when you like.',
  },
  asked: {
    done: 'GoTo was asked for tokens and its answer is unknown; no secret was written.',
    hint: 'Run the command again, and sign in anew.',
  },
  granted: {
    done: 'GoTo sent a refresh token. The commands above store what is not stored yet.',
    hint: 'Paste them, or run this one again and sign in anew.',
  },
};

/** What a failure is told as, when something asked the process to end before it came. */
export function signInEnding(
  thrown: unknown,
  { cancellation, stage }: { cancellation: Pick<Cancellation, 'interruption'>; stage: SignInStage },
): unknown {
  const { interruption } = cancellation;
  if (interruption === undefined) return thrown;
  if (interruption.kind === 'crash') return interruption.error;
  const isVerdict = stage === 'asked' && (thrown instanceof CommandError || tellsMore(thrown));
  const { done, hint } = isVerdict ? { done: thrown.message, hint: thrown.hint } : stages[stage];
  return new CommandError(`Interrupted (${interruption.signal}). ${done}`, hint);
}
