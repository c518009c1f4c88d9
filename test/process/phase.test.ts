import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  Cancellation,
  type Phase,
  type PhaseTimes,
  runPhase,
  whenAborted,
} from '../../src/process/phase';

const times = { limitMs: 1_000, tryTimeoutMs: 500, firstWaitMs: 100, graceMs: () => 300 };
let cancellation: Cancellation;

const interrupt = () => void process.emit('SIGINT');

beforeEach(() => {
  vi.useFakeTimers();
  cancellation = new Cancellation();
});
afterEach(() => {
  cancellation.stopListening();
  vi.useRealTimers();
});

describe('an interruption', () => {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;
  const crashes = ['uncaughtException', 'unhandledRejection'] as const;
  /** Vitest has listeners of its own for these events: only ours, the last one, is called. */
  const crash = (event: string, error: Error) =>
    process.listeners(event as 'uncaughtException').at(-1)?.(error, 'uncaughtException');
  const error = new Error('boom');

  it.each([
    ...signals.map((signal) => [signal, { kind: 'signal', signal }] as const),
    ...crashes.map((event) => [event, { kind: 'crash', error }] as const),
  ])('is the first of several, here %s, and known to those who hear of it', async (name, cause) => {
    expect(cancellation.interruption).toBeUndefined();
    cancellation.throwIfInterrupted();
    let heard: unknown;
    cancellation.interrupted.addEventListener('abort', () => {
      heard = cancellation.interruption;
    });
    await vi.advanceTimersByTimeAsync(70);
    if (cause.kind === 'crash') crash(name, error);
    else process.emit(cause.signal);
    const first = { ...cause, at: performance.now() };
    await vi.advanceTimersByTimeAsync(70);
    process.emit('SIGTERM');
    crash('uncaughtException', new Error('later'));
    expect([heard, cancellation.interruption]).toEqual([first, first]);
    const aborted = expect.objectContaining({ name: 'AbortError' });
    expect(() => cancellation.throwIfInterrupted()).toThrow(aborted);
  });

  it('is not listened for any more when the work is over', () => {
    const count = () => [...signals, ...crashes].map((event) => process.listenerCount(event));
    const before = count();
    new Cancellation().stopListening();
    expect(count()).toEqual(before);
  });
});

/** A phase that lasts until its deadline, which it notes. */
function startPhase(phaseTimes: PhaseTimes = times) {
  const seen: { phase?: Phase; endedAtMs?: number } = {};
  void runPhase(phaseTimes, cancellation, async (phase) => {
    seen.phase = phase;
    await new Promise<void>((resolve) => whenAborted(phase.deadline, resolve));
    seen.endedAtMs = performance.now();
  });
  return seen;
}

describe('a phase', () => {
  it.each([
    ['at its limit', 0, [], 1_000],
    ['with its grace, counted from the first interruption', 0, [200, 300], 500],
    ['with its grace, counted from an interruption before it began', 100, [50], 350],
    ['at its limit, though its grace is not over', 0, [900], 1_000],
  ])('ends %s', async (_what, startsAtMs, interruptions, endsAtMs) => {
    for (const at of interruptions) setTimeout(interrupt, at);
    await vi.advanceTimersByTimeAsync(startsAtMs);
    const seen = startPhase();
    await vi.advanceTimersByTimeAsync(endsAtMs - startsAtMs - 1);
    expect(seen.endedAtMs).toBeUndefined();
    expect(seen.phase?.leftMs()).toBe(1);
    await vi.advanceTimersByTimeAsync(101);
    expect(seen.endedAtMs).toBe(endsAtMs);
    expect(seen.phase?.leftMs()).toBe(0);
  });

  it('ends at once without grace', async () => {
    const { graceMs: _, ...withoutGrace } = times;
    const before = [startPhase(withoutGrace), startPhase({ ...times, graceMs: () => 0 })];
    interrupt();
    const phases = [...before, startPhase(withoutGrace)];
    await vi.advanceTimersByTimeAsync(0);
    expect(phases.map(({ endedAtMs }) => endedAtMs)).toEqual([0, 0, 0]);
  });

  it('hands on the times for a try, and the result of the work', async () => {
    const phase = await runPhase(times, cancellation, async (phase) => phase);
    const unset = { maxWaitMs: Number.POSITIVE_INFINITY, maxTries: Number.POSITIVE_INFINITY };
    expect(phase).toMatchObject({ tryTimeoutMs: 500, firstWaitMs: 100, ...unset });
    expect(phase.interrupted).toBe(cancellation.interrupted);
  });

  it('may have many listeners without a warning', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
    const { deadline, interrupted } = await runPhase(times, cancellation, async (phase) => phase);
    for (let count = 0; count < 12; count += 1) {
      for (const signal of [deadline, interrupted]) whenAborted(signal, () => undefined);
    }
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it.each(['resolves', 'rejects'])('leaves nothing behind when its work %s', async (how) => {
    const graceMs = vi.fn(() => 300);
    const work = async () => {
      if (how === 'rejects') throw new Error('of ours');
    };
    await runPhase({ ...times, graceMs }, cancellation, work).catch(() => undefined);
    interrupt();
    expect(vi.getTimerCount()).toBe(0);
    expect(graceMs).not.toHaveBeenCalled();
  });
});

describe('a pause', () => {
  it.each([
    ['lasts as long as it should', 400, undefined, 400],
    ['ends with the phase', 5_000, undefined, 1_000],
    ['ends at an interruption', 400, 100, 100],
    ['that begins after an interruption lasts', 200, 0, 200],
    ['that begins after an interruption ends with the phase', 400, 0, 300],
  ])('%s', async (_what, ms, interruptAtMs, pausedMs) => {
    if (interruptAtMs === 0) interrupt();
    else if (interruptAtMs !== undefined) setTimeout(interrupt, interruptAtMs);
    const done = runPhase(times, cancellation, async (phase) => {
      await phase.pause(ms);
      expect(performance.now()).toBe(pausedMs);
      // That of the phase, while it lasts.
      expect(vi.getTimerCount()).toBe(phase.deadline.aborted ? 0 : 1);
    });
    await vi.advanceTimersByTimeAsync(2_000);
    await done;
  });
});

it('a call when a signal is aborted comes then, or at once, unless it is canceled', () => {
  const controller = new AbortController();
  const calls: string[] = [];
  whenAborted(controller.signal, () => calls.push('later'));
  whenAborted(controller.signal, () => calls.push('canceled'))();
  controller.abort();
  calls.push('aborted');
  whenAborted(controller.signal, () => calls.push('at once'));
  expect(calls).toEqual(['later', 'aborted', 'at once']);
});
