import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Cancellation, type Phase } from '../../src/process/cancellation';

const times = { limit: 1_000, tryTimeout: 500, firstWait: 100, grace: () => 300 };
let cancellation: Cancellation;

/** What a process listener of ours does when the signal comes, without stopping the test runner. */
function signal(name: NodeJS.Signals) {
  process.emit(name);
}

beforeEach(() => {
  vi.useFakeTimers();
  cancellation = new Cancellation();
});
afterEach(() => {
  cancellation.stopListening();
  vi.useRealTimers();
});

/** A phase that is under way, and when its time was up. */
function phaseUnderWay(grace = times.grace) {
  const start = performance.now();
  const seen: { phase?: Phase; overAfter?: number } = {};
  const done = cancellation.within({ ...times, grace }, (phase) => {
    seen.phase = phase;
    return new Promise<void>((resolve) => {
      const over = () => {
        seen.overAfter = performance.now() - start;
        resolve();
      };
      if (phase.over.aborted) over();
      else phase.over.addEventListener('abort', over);
    });
  });
  return { seen, done };
}

describe('a phase', () => {
  it('is over when its time is up', async () => {
    const { seen, done } = phaseUnderWay();
    await vi.advanceTimersByTimeAsync(999);
    expect(seen.overAfter).toBeUndefined();
    expect(seen.phase?.left()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.overAfter).toBe(1_000);
    await done;
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const)(
    'has its grace left after %s, counted from the first signal',
    async (name) => {
      const { seen, done } = phaseUnderWay();
      await vi.advanceTimersByTimeAsync(200);
      signal(name);
      await vi.advanceTimersByTimeAsync(100);
      signal('SIGTERM');
      await vi.advanceTimersByTimeAsync(500);
      expect(seen.overAfter).toBe(500);
      expect(cancellation.interruption).toMatchObject({ kind: 'signal', signal: name });
      await done;
    },
  );

  it('is not prolonged by its grace', async () => {
    const { seen, done } = phaseUnderWay();
    await vi.advanceTimersByTimeAsync(900);
    signal('SIGINT');
    await vi.advanceTimersByTimeAsync(500);
    expect(seen.overAfter).toBe(1_000);
    await done;
  });

  it('is over at once where there is no grace, also when the signal came before', async () => {
    const before = phaseUnderWay(() => 0);
    signal('SIGINT');
    expect(before.seen.overAfter).toBe(0);
    const after = phaseUnderWay(() => 0);
    expect(after.seen.overAfter).toBe(0);
    await Promise.all([before.done, after.done]);
  });

  it('treats a crash like a signal', async () => {
    const { seen, done } = phaseUnderWay();
    // Vitest has listeners of its own for this event: only ours are called.
    const ours = process.listeners('uncaughtException').at(-1);
    ours?.(new Error('boom'), 'uncaughtException');
    await vi.advanceTimersByTimeAsync(300);
    expect(seen.overAfter).toBe(300);
    expect(cancellation.interruption).toMatchObject({ kind: 'crash' });
    await done;
  });

  it('leaves no timer behind', async () => {
    await cancellation.within(times, async () => undefined);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a pause', () => {
  async function pausedFor(ms: number, interrupt: () => void): Promise<number> {
    const start = performance.now();
    let took = -1;
    const done = cancellation.within(times, async (phase) => {
      await phase.pause(ms);
      took = performance.now() - start;
    });
    interrupt();
    await vi.advanceTimersByTimeAsync(2_000);
    await done;
    return took;
  }

  it('lasts as long as it should', async () => {
    expect(await pausedFor(400, () => undefined)).toBe(400);
  });

  it('ends with the phase', async () => {
    expect(await pausedFor(5_000, () => undefined)).toBe(1_000);
  });

  it('ends at once with a signal', async () => {
    expect(await pausedFor(400, () => signal('SIGINT'))).toBe(0);
  });

  it('that begins after the signal lasts: GitHub asked for it', async () => {
    signal('SIGINT');
    expect(await pausedFor(200, () => undefined)).toBe(200);
  });
});

describe('the rescue', () => {
  function rescuedAfter() {
    const start = performance.now();
    const seen: { after?: number } = {};
    const callOff = cancellation.whenLate(() => {
      seen.after = performance.now() - start;
    });
    return { seen, callOff };
  }

  it('comes five seconds after the signal', async () => {
    const { seen } = rescuedAfter();
    await vi.advanceTimersByTimeAsync(1_000);
    signal('SIGINT');
    await vi.advanceTimersByTimeAsync(4_999);
    expect(seen.after).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.after).toBe(6_000);
  });

  it('comes at once when the five seconds have passed', async () => {
    signal('SIGINT');
    await vi.advanceTimersByTimeAsync(6_000);
    expect(rescuedAfter().seen.after).toBe(0);
  });

  it('comes at once after a crash', () => {
    const { seen } = rescuedAfter();
    process.listeners('unhandledRejection').at(-1)?.(new Error('boom'), Promise.resolve());
    expect(seen.after).toBe(0);
  });

  it('does not come when it was called off', async () => {
    const { seen, callOff } = rescuedAfter();
    signal('SIGINT');
    callOff();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(seen.after).toBeUndefined();
  });
});
