import type { Cancellation } from '../cancellation';
import { CommandError } from './command-error';

/** How far a sign-in has come, as far as the tokens are concerned. */
export type Stage = 'untouched' | 'asked' | 'granted';

const done: Record<Stage, string> = {
  untouched: 'GoTo was not asked for tokens, and no secret was written.',
  asked: 'GoTo was asked for tokens and its answer is unknown; no secret was written.',
  granted: 'What is stored and what is not stands above.',
};

/** What a run that was told to end is told as: undefined where it was not, or failed by itself. */
export function interruptionOf({
  cancellation,
  stage,
}: {
  cancellation: Cancellation;
  stage: Stage;
}): unknown {
  const { interruption } = cancellation;
  if (interruption?.kind !== 'signal') return interruption?.error;
  return new CommandError(`Interrupted (${interruption.signal}). ${done[stage]}`, again[stage]);
}

const again: Record<Stage, string> = {
  untouched: 'Run the command again when you like.',
  asked: 'Run the command again, and sign in anew.',
  granted: 'Paste the commands that stand there, or run this one again and sign in anew.',
};
