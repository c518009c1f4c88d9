import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Cancellation } from '../../src/process/phase';

let cancellation: Cancellation;

beforeEach(() => {
  vi.useFakeTimers();
  cancellation = new Cancellation();
});
afterEach(() => {
  cancellation.stopListening();
  vi.useRealTimers();
});

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;
const crashes = ['uncaughtException', 'unhandledRejection'] as const;

/** Vitest has listeners of its own for these events: only ours, the last one, is called. */
function crash(event: (typeof crashes)[number], error: Error): void {
  const listener = process.listeners(event as 'uncaughtException').at(-1);
  listener?.(error, 'uncaughtException');
}

describe('an interruption', () => {
  it('has not happened at first', () => {
    expect(cancellation.interruption).toBeUndefined();
    expect(cancellation.interrupted.aborted).toBe(false);
    expect(() => cancellation.throwIfInterrupted()).not.toThrow();
  });

  it.each(signals)('is %s', async (signal) => {
    await vi.advanceTimersByTimeAsync(70);
    process.emit(signal);
    expect(cancellation.interruption).toEqual({ kind: 'signal', signal, at: performance.now() });
    expect(cancellation.interrupted.aborted).toBe(true);
    expect(() => cancellation.throwIfInterrupted()).toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
  });

  it.each(crashes)('is %s', async (event) => {
    await vi.advanceTimersByTimeAsync(70);
    const error = new Error('boom');
    crash(event, error);
    expect(cancellation.interruption).toEqual({ kind: 'crash', error, at: performance.now() });
  });

  it('is the first of several', () => {
    process.emit('SIGTERM');
    crash('uncaughtException', new Error('boom'));
    expect(cancellation.interruption).toMatchObject({ kind: 'signal', signal: 'SIGTERM' });
  });

  it('is known to those who hear of it', () => {
    let heard: unknown;
    cancellation.interrupted.addEventListener('abort', () => {
      heard = cancellation.interruption;
    });
    process.emit('SIGHUP');
    expect(heard).toMatchObject({ signal: 'SIGHUP' });
  });
});

it('leaves the process as it was', () => {
  const before = [...signals, ...crashes].map((event) => process.listenerCount(event));
  const another = new Cancellation();
  another.stopListening();
  expect([...signals, ...crashes].map((event) => process.listenerCount(event))).toEqual(before);
});
