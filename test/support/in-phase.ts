import { Cancellation, type Phase, type PhaseTimes, runPhase } from '../../src/process/phase';

/** No wait for a second try fits into the time, so that each call is tried once. */
export const oneTry: PhaseTimes = { limitMs: 1_000, tryTimeoutMs: 1_000, firstWaitMs: 1_000_000 };

/** Runs `work` in a phase of a program that nothing interrupts. */
export async function inPhase<T>(
  work: (phase: Phase) => Promise<T>,
  times: PhaseTimes = oneTry,
): Promise<T> {
  const cancellation = new Cancellation();
  try {
    return await runPhase(times, cancellation, work);
  } finally {
    cancellation.stopListening();
  }
}
