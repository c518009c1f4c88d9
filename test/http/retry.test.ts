import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpFailure } from '../../src/http/error';
import type { HttpAnswer } from '../../src/http/request';
import { againWhenBusy, type Call, reach } from '../../src/http/retry';
import { Cancellation } from '../../src/process/cancellation';

const request = { method: 'GET', url: new URL('https://goto.example'), headers: {} };
const times = { limit: 120_000, tryTimeout: 15_000, firstWait: 1_000, grace: () => 9_000 };

function answer(status: number, headers: HttpAnswer['headers'] = {}): HttpAnswer {
  return { status, headers, body: '' };
}
const refused = new HttpFailure('network', 'ECONNREFUSED', false);
const reset = new HttpFailure('network', 'ECONNRESET', true);
const untrusted = new HttpFailure('certificate', 'SELF_SIGNED_CERT_IN_CHAIN', false);

/** Runs a call against scripted outcomes, on a clock that is wound on as far as needed. */
async function reachThrough(
  outcomes: (HttpAnswer | HttpFailure)[],
  {
    limit = times.limit,
    interruptAt,
    again = againWhenBusy,
  }: { limit?: number; interruptAt?: number; again?: Call['again'] } = {},
) {
  const cancellation = new Cancellation();
  const tries: number[] = [];
  const log: string[] = [];
  const send = async () => {
    tries.push(performance.now());
    const next = outcomes.length > 1 ? outcomes.shift() : outcomes[0];
    if (next instanceof HttpFailure) throw next;
    return next as HttpAnswer;
  };
  const call = { operation: 'ask', request, again };
  const reached = cancellation.within({ ...times, limit }, (phase) =>
    reach(call, phase, { send, log: (line) => log.push(line) }),
  );
  if (interruptAt !== undefined) setTimeout(() => process.emit('SIGINT'), interruptAt);
  await vi.advanceTimersByTimeAsync(200_000);
  cancellation.stopListening();
  const waits = tries.slice(1).map((time, index) => time - (tries[index] ?? 0));
  return { ...(await reached), waits, tries: tries.length, log };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a call', () => {
  it.each([
    ['a network error', refused],
    ['a reset', reset],
    ['429', answer(429)],
    ['503', answer(503)],
  ])('is tried again after %s', async (_what, outcome) => {
    const reached = await reachThrough([outcome, answer(200)]);
    expect(reached.result).toMatchObject({ status: 200 });
    expect(reached.tries).toBe(2);
  });

  it.each([
    ['a certificate nobody trusts', untrusted],
    ['404', answer(404)],
    ['302', answer(302)],
  ])('is not tried again after %s', async (_what, outcome) => {
    const reached = await reachThrough([outcome, answer(200)]);
    expect(reached.result).toBe(outcome);
    expect(reached.tries).toBe(1);
  });

  it('is tried five times, with waits that grow and are jittered', async () => {
    const { tries, waits, result } = await reachThrough([answer(503)]);
    expect(tries).toBe(5);
    expect(result).toMatchObject({ status: 503 });
    waits.forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual(0.8 * 1_000 * 2 ** index);
      expect(wait).toBeLessThanOrEqual(1.2 * 1_000 * 2 ** index);
    });
  });

  it('says once a retry what failed and how', async () => {
    const { log } = await reachThrough([answer(503), refused, answer(200)]);
    expect(log).toEqual([
      expect.stringMatching(/^Trying again in \d+\.\d s: could not ask \(status 503\)\.$/),
      expect.stringMatching(/^Trying again in \d+\.\d s: could not ask \(ECONNREFUSED\)\.$/),
    ]);
  });

  it.each([
    ['seconds', '7', 7_000],
    ['a date', 'DATE', 7_000],
  ])('obeys a retry-after in %s', async (_unit, value, wait) => {
    const inSevenSeconds = new Date(Math.ceil(Date.now() / 1000) * 1000 + wait).toUTCString();
    const header = value === 'DATE' ? inSevenSeconds : value;
    const { waits } = await reachThrough([answer(429, { 'retry-after': header }), answer(200)]);
    expect(waits[0]).toBeGreaterThanOrEqual(wait);
    expect(waits[0]).toBeLessThanOrEqual(wait + 1_250);
  });

  it('waits a good while where that is manners, and is there to wait', async () => {
    const polite = { again: () => ({ rather: 60_000 }) };
    expect((await reachThrough([answer(429)], polite)).waits[0]).toBe(60_000);
    const { tries, waits } = await reachThrough([answer(429)], { ...polite, limit: 30_000 });
    expect(tries).toBe(5);
    expect(waits[0]).toBeLessThanOrEqual(1_200);
  });

  it('does not let itself be driven by a retry-after that asks for no wait', async () => {
    const { waits } = await reachThrough([answer(429, { 'retry-after': '0' })]);
    waits.forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual(0.8 * 250 * 2 ** index);
    });
  });

  it('gives up at once when the wait does not fit into the time left', async () => {
    const busy = answer(429, { 'retry-after': '60' });
    const { tries, result } = await reachThrough([busy], { limit: 30_000 });
    expect(tries).toBe(1);
    expect(result).toBe(busy);
  });
});

describe('an interrupted call', () => {
  it('does not wait any longer, and goes on', async () => {
    const outcomes = [answer(429, { 'retry-after': '60' }), answer(200)];
    const { waits, result } = await reachThrough(outcomes, { interruptAt: 1_000 });
    expect(waits).toEqual([1_000]);
    expect(result).toMatchObject({ status: 200 });
  });

  it('waits only moments from then on', async () => {
    const { waits } = await reachThrough([answer(503)], { interruptAt: 100 });
    expect(waits).toEqual([100, 200, 200, 200]);
  });
});

describe('a lost answer', () => {
  it.each([
    ['a reset after sending', [reset, answer(200)], true],
    ['a 5xx', [answer(502), answer(200)], true],
    ['a refused connection', [refused, answer(200)], false],
    ['429', [answer(429), answer(200)], false],
    ['nothing', [answer(200)], false],
  ])('%s', async (_what, outcomes, lost) => {
    expect((await reachThrough(outcomes)).lost).toBe(lost);
  });
});
