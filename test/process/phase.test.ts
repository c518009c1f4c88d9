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
let startedAt: number;

const elapsedMs = () => performance.now() - startedAt;
const interrupt = () => void process.emit('SIGINT');

beforeEach(() => {
  vi.useFakeTimers();
  cancellation = new Cancellation();
  startedAt = performance.now();
});
afterEach(() => {
  cancellation.stopListening();
  vi.useRealTimers();
});

/** A phase that lasts until its deadline, which it notes. */
function startPhase(phaseTimes: PhaseTimes = times) {
  const seen: { phase?: Phase; endedAfterMs?: number } = {};
  const done = runPhase(phaseTimes, cancellation, (phase) => {
    seen.phase = phase;
    return new Promise<void>((resolve) =>
      whenAborted(phase.deadline, () => {
        seen.endedAfterMs = elapsedMs();
        resolve();
      }),
    );
  });
  return { seen, done };
}

describe('a phase', () => {
  it('ends at its limit', async () => {
    const { seen, done } = startPhase();
    await vi.advanceTimersByTimeAsync(999);
    expect(seen.endedAfterMs).toBeUndefined();
    expect(seen.phase?.leftMs()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.endedAfterMs).toBe(1_000);
    await vi.advanceTimersByTimeAsync(100);
    expect(seen.phase?.leftMs()).toBe(0);
    await done;
  });

  it('hands on the times for a try, and the result of the work', async () => {
    const phase = await runPhase(times, cancellation, async (phase) => phase);
    expect(phase).toMatchObject({ tryTimeoutMs: 500, firstWaitMs: 100 });
    expect(phase.interrupted).toBe(cancellation.interrupted);
  });

  it('has its grace left after an interruption, counted from the first', async () => {
    const { seen, done } = startPhase();
    await vi.advanceTimersByTimeAsync(200);
    interrupt();
    expect(seen.phase?.leftMs()).toBe(300);
    await vi.advanceTimersByTimeAsync(100);
    interrupt();
    await vi.advanceTimersByTimeAsync(199);
    expect(seen.endedAfterMs).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.endedAfterMs).toBe(500);
    await done;
  });

  it('counts the grace from an interruption before it began', async () => {
    interrupt();
    await vi.advanceTimersByTimeAsync(100);
    const { seen, done } = startPhase();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(seen.endedAfterMs).toBe(300);
    await done;
  });

  it('is not prolonged by its grace', async () => {
    const { seen, done } = startPhase();
    await vi.advanceTimersByTimeAsync(900);
    interrupt();
    await vi.advanceTimersByTimeAsync(500);
    expect(seen.endedAfterMs).toBe(1_000);
    await done;
  });

  it('ends at once without grace', async () => {
    const { graceMs: _, ...withoutGrace } = times;
    const before = startPhase(withoutGrace);
    const explicit = startPhase({ ...times, graceMs: () => 0 });
    interrupt();
    const after = startPhase(withoutGrace);
    expect([before, explicit, after].map(({ seen }) => seen.endedAfterMs)).toEqual([0, 0, 0]);
    await Promise.all([before.done, explicit.done, after.done]);
  });

  it.each(['resolves', 'rejects'])('leaves nothing behind when its work %s', async (how) => {
    let isAsked = false;
    const graceMs = () => {
      isAsked = true;
      return 300;
    };
    const work = async () => {
      if (how === 'rejects') throw new Error('of ours');
    };
    await runPhase({ ...times, graceMs }, cancellation, work).catch(() => undefined);
    expect(vi.getTimerCount()).toBe(0);
    interrupt();
    expect(vi.getTimerCount()).toBe(0);
    expect(isAsked).toBe(false);
  });

  it('may have many listeners without a warning', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    await runPhase(times, cancellation, async ({ deadline, interrupted }) => {
      for (let count = 0; count < 12; count += 1) {
        whenAborted(deadline, () => undefined);
        whenAborted(interrupted, () => undefined);
      }
    });
    vi.useRealTimers();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
});

describe('a pause', () => {
  async function pausedMs(ms: number, act: () => void = () => undefined): Promise<number> {
    let pausedMs = -1;
    const done = runPhase(times, cancellation, async (phase) => {
      await phase.pause(ms);
      pausedMs = elapsedMs();
    });
    act();
    await vi.advanceTimersByTimeAsync(2_000);
    await done;
    return pausedMs;
  }

  it('lasts as long as it should', async () => {
    expect(await pausedMs(400)).toBe(400);
  });

  it('ends with the phase', async () => {
    expect(await pausedMs(5_000)).toBe(1_000);
  });

  it('ends at an interruption', async () => {
    expect(await pausedMs(400, interrupt)).toBe(0);
  });

  it('that begins after an interruption lasts, up to the end of the phase', async () => {
    interrupt();
    expect(await pausedMs(200)).toBe(200);
    startedAt = performance.now();
    expect(await pausedMs(200)).toBe(0);
  });

  it('leaves no timer behind', async () => {
    await runPhase(times, cancellation, async (phase) => {
      const paused = phase.pause(400);
      interrupt();
      await paused;
      // That of the phase.
      expect(vi.getTimerCount()).toBe(1);
    });
  });
});

describe('a call when a signal is aborted', () => {
  it('comes then, or at once, unless it is cancelled', () => {
    const controller = new AbortController();
    const calls: string[] = [];
    whenAborted(controller.signal, () => calls.push('later'));
    whenAborted(controller.signal, () => calls.push('cancelled'))();
    expect(calls).toEqual([]);
    controller.abort();
    whenAborted(controller.signal, () => calls.push('at once'));
    expect(calls).toEqual(['later', 'at once']);
  });
});
