import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpError } from '../../src/http/error';
import type { HttpOutcome, HttpResponse } from '../../src/http/outcome';
import { type Call, retryWhenBusy, sendWithRetries } from '../../src/http/retry';
import { Cancellation } from '../../src/process/cancellation';
import { runPhase } from '../../src/process/phase';

const request = { method: 'GET', url: new URL('https://goto.example'), headers: {} };
const times = { limitMs: 120_000, tryTimeoutMs: 15_000, firstWaitMs: 1_000, graceMs: () => 9_000 };

function answer(status: number, headers: HttpResponse['headers'] = {}): HttpResponse {
  return { kind: 'response', status, headers, json: undefined };
}
function noResponse(...error: ConstructorParameters<typeof HttpError>): HttpOutcome {
  return { kind: 'no-response', error: new HttpError(...error) };
}
const refused = noResponse('network', 'ECONNREFUSED', false);
const reset = noResponse('network', 'ECONNRESET', true);
const untrusted = noResponse('certificate', 'SELF_SIGNED_CERT_IN_CHAIN', false);

/** Runs a call against scripted outcomes, on a clock that is wound on as far as needed. */
async function reachThrough(
  outcomes: HttpOutcome[],
  {
    limitMs = times.limitMs,
    interruptAt,
    retryAfter = retryWhenBusy,
  }: { limitMs?: number; interruptAt?: number; retryAfter?: Call['retryAfter'] } = {},
) {
  const cancellation = new Cancellation();
  const tries: number[] = [];
  const log: string[] = [];
  const send = async () => {
    tries.push(performance.now());
    const next = outcomes.length > 1 ? outcomes.shift() : outcomes[0];
    return next as HttpOutcome;
  };
  const call = { operation: 'ask', request, retryAfter };
  const reached = runPhase({ ...times, limitMs }, cancellation, (phase) =>
    sendWithRetries(call, phase, { send, log: (line) => log.push(line) }),
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
  ])('is tried again after %s', async (_what, first) => {
    const reached = await reachThrough([first, answer(200)]);
    expect(reached.outcome).toMatchObject({ status: 200 });
    expect(reached.tries).toBe(2);
  });

  it.each([
    ['a certificate nobody trusts', untrusted],
    ['404', answer(404)],
    ['302', answer(302)],
  ])('is not tried again after %s', async (_what, first) => {
    const reached = await reachThrough([first, answer(200)]);
    expect(reached.outcome).toBe(first);
    expect(reached.tries).toBe(1);
  });

  it('is tried five times, with waits that grow and are jittered', async () => {
    const { tries, waits, outcome } = await reachThrough([answer(503)]);
    expect(tries).toBe(5);
    expect(outcome).toMatchObject({ status: 503 });
    waits.forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual(0.8 * 1_000 * 2 ** index);
      expect(wait).toBeLessThanOrEqual(1.2 * 1_000 * 2 ** index);
    });
  });

  it('says once a retry what failed and how', async () => {
    const { log } = await reachThrough([answer(503), refused, answer(200)]);
    expect(log).toEqual([
      expect.stringMatching(
        /^Trying again in \d+\.\d s: could not ask at goto\.example \(status 503\)\.$/,
      ),
      expect.stringMatching(
        /^Trying again in \d+\.\d s: could not ask at goto\.example \(ECONNREFUSED\)\.$/,
      ),
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
    const polite = { retryAfter: () => ({ preferredWaitMs: 60_000 }) };
    expect((await reachThrough([answer(429)], polite)).waits[0]).toBe(60_000);
    const { tries, waits } = await reachThrough([answer(429)], { ...polite, limitMs: 30_000 });
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
    const { tries, outcome } = await reachThrough([busy], { limitMs: 30_000 });
    expect(tries).toBe(1);
    expect(outcome).toBe(busy);
  });
});

describe('an interrupted call', () => {
  it('does not wait any longer, and goes on', async () => {
    const outcomes = [answer(429, { 'retry-after': '60' }), answer(200)];
    const { waits, outcome } = await reachThrough(outcomes, { interruptAt: 1_000 });
    expect(waits).toEqual([1_000]);
    expect(outcome).toMatchObject({ status: 200 });
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
    expect((await reachThrough(outcomes)).answerLost).toBe(lost);
  });
});
