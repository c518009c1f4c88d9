import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HttpOutcome, HttpResponse } from '../../src/http/outcome';
import {
  type Call,
  retryAfterMs,
  retryWhenBusy,
  sendWithRetries,
  type Transport,
} from '../../src/http/retry';
import { Cancellation, runPhase } from '../../src/process/phase';
import {
  inPhase,
  neverSent,
  noResponse,
  reset,
  response,
  scriptedTransport,
  timeOut,
  untrusted,
} from '../support/scripted-transport';

const times = {
  limitMs: 120_000,
  tryTimeoutMs: 15_000,
  firstWaitMs: 1_000,
  maxTries: 5,
  graceMs: () => 9_000,
};
const success = response(200);
const now = Date.UTC(2026, 11, 1);

beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

interface Conditions {
  limitMs?: number;
  maxTries?: number;
  /** when a signal comes */
  interruptAtMs?: number;
  decideRetry?: Call['decideRetry'];
  isEnough?: NonNullable<Call['isEnough']>;
  answerMs?: number;
}

/** Sends a call that meets `outcomes` one after the other, of which the last repeats. */
async function send(
  outcomes: HttpOutcome[],
  {
    limitMs = times.limitMs,
    maxTries = times.maxTries,
    interruptAtMs,
    decideRetry = retryWhenBusy,
    ...more
  }: Conditions = {},
) {
  const cancellation = new Cancellation();
  const triedAt: number[] = [];
  const transport = scriptedTransport({ 'GET /': outcomes });
  const sendOnce: Transport['send'] = (...args) => {
    triedAt.push(performance.now());
    return transport.send(...args);
  };
  const request = {
    method: 'GET',
    url: new URL('https://goto.example:8443'),
    headers: {},
  };
  const call = { operation: 'ask', request, decideRetry, ...more };
  const done = runPhase({ ...times, limitMs, maxTries }, cancellation, (phase) =>
    sendWithRetries(call, phase, { ...transport, send: sendOnce }),
  );
  if (interruptAtMs !== undefined) setTimeout(() => process.emit('SIGINT'), interruptAtMs);
  await vi.advanceTimersByTimeAsync(200_000);
  cancellation.stopListening();
  const waits = triedAt.slice(1).map((time, index) => time - (triedAt[index] ?? 0));
  return { ...(await done), waits, tries: triedAt.length, lines: transport.lines };
}

/** Makes all waits as short, or as long, as their jitter allows. */
function jitter(random: 0 | 1): void {
  vi.spyOn(Math, 'random').mockReturnValue(random);
}

describe('a call', () => {
  it.each([
    ['a refused connection', neverSent],
    ['too many open files', noResponse('open-files', 'EMFILE')],
    ['a reset', reset],
    ['a time-out', timeOut],
    ['408', response(408)],
    ['429', response(429)],
    ['500', response(500)],
    ['503', response(503)],
  ])('is tried again after %s', async (_what, first) => {
    expect(await send([first, success])).toMatchObject({ outcome: success, tries: 2 });
  });

  it.each([
    ['an untrusted certificate', untrusted],
    ['a certificate that has expired', noResponse('certificate-date')],
    ['a TLS error', noResponse('tls', 'EPROTO')],
    ['a proxy that refuses', noResponse('proxy-refused')],
    ['a wrong proxy setting', noResponse('proxy-setting')],
    ['204', response(204)],
    ['302', response(302)],
    ['404', response(404)],
    ['428', response(428)],
    ['499', response(499)],
  ])('is not tried again after %s', async (_what, first) => {
    expect(await send([first, success])).toMatchObject({ outcome: first, tries: 1 });
  });

  it('is tried five times', async () => {
    const busy = response(503);
    expect(await send([busy])).toMatchObject({ outcome: busy, tries: 5 });
  });

  it('has the time limits of the phase for each try, and a new connection after a time-out', async () => {
    const seen: unknown[] = [];
    const outcomes = [reset, timeOut, timeOut, success];
    await inPhase(async (phase) => {
      const { deadline } = phase;
      const request = { method: 'GET', url: new URL('https://goto.example'), headers: {} };
      const call = { operation: 'ask', request, decideRetry: retryWhenBusy };
      await sendWithRetries(call, phase, {
        onRetry: () => undefined,
        send: async (_request, limits) => {
          expect(limits).toMatchObject({ timeoutMs: 15_000, deadline });
          seen.push(limits.newConnection);
          void vi.advanceTimersByTimeAsync(20_000);
          return outcomes.shift() ?? success;
        },
      });
    }, times);
    expect(seen).toEqual([false, false, true, true]);
  });

  it('is not tried again if what has arrived of a cut response is enough', async () => {
    const partial = response(200, { a: 1 });
    const isEnough = ({ json }: HttpResponse) => json?.a === 1;
    const cut = { ...reset, partial };
    expect(await send([cut, success], { isEnough })).toMatchObject({ outcome: cut, tries: 1 });
    expect(await send([{ ...reset, partial: success }, success], { isEnough })).toMatchObject({
      tries: 2,
    });
    expect(await send([cut, success])).toMatchObject({ tries: 2 });
  });

  it('leaves one line in the log for each retry', async () => {
    jitter(0);
    const { lines } = await send([response(503), neverSent, success]);
    expect(lines).toEqual([
      'Trying again in 0.8 s: could not ask (goto.example:8443: status 503).',
      'Trying again in 1.6 s: could not ask (goto.example:8443: ECONNREFUSED).',
    ]);
  });
});

describe('a wait', () => {
  it.each([
    [0, [800, 1_600, 3_200, 6_400]],
    [1, [1_200, 2_400, 4_800, 9_600]],
  ] as const)('grows, and is jittered: %i', async (random, expected) => {
    jitter(random);
    expect((await send([response(503)])).waits).toEqual(expected);
  });

  it.each([
    [0, 7_000],
    [1, 7_250],
  ] as const)('is at least what the response demands: %i', async (random, expected) => {
    jitter(random);
    expect((await send([response(429, {}, { 'retry-after': '7' }), success])).waits).toEqual([
      expected,
    ]);
  });

  it.each([
    [0, [200, 400, 800, 1_600]],
    [1, [300, 600, 1_200, 2_400]],
  ] as const)('grows also when the response demands none: %i', async (random, expected) => {
    jitter(random);
    expect((await send([response(429, {}, { 'retry-after': '0' })])).waits).toEqual(expected);
  });

  it.each([
    [60_001, 5, 60_000],
    [60_000, 5, undefined],
    [60_001, Number.POSITIVE_INFINITY, 60_000],
    [60_000, Number.POSITIVE_INFINITY, 800],
  ])(
    'of %i ms left and %f tries is the preferred one if it fits; a write is tried sooner',
    async (limitMs, maxTries, expected) => {
      jitter(0);
      const decideRetry = () => ({ preferredWaitMs: 60_000 });
      const { waits } = await send([response(429)], { limitMs, maxTries, decideRetry });
      expect(waits[0]).toBe(expected);
    },
  );

  it.each([
    [7_000, 1],
    [7_001, 2],
  ])('that does not fit into %i ms ends the tries', async (limitMs, tries) => {
    jitter(0);
    const busy = response(429, {}, { 'retry-after': '7' });
    const result = await send([busy], { limitMs });
    expect(result).toMatchObject({ outcome: busy, tries });
    expect(result.lines).toHaveLength(tries - 1);
  });

  it('is decided for each response', async () => {
    const seen: number[] = [];
    const decideRetry: Call['decideRetry'] = ({ status }) => {
      seen.push(status);
      return status === 404 ? { waitMs: 10 } : undefined;
    };
    const responses = [response(404), response(404), response(410)];
    expect(await send(responses, { decideRetry })).toMatchObject({ tries: 3 });
    expect(seen).toEqual([404, 404, 410]);
  });
});

describe('an interruption', () => {
  it('ends a wait, and the call is tried again at once', async () => {
    const outcomes = [response(429, {}, { 'retry-after': '60' }), success];
    const { waits, outcome } = await send(outcomes, { interruptAtMs: 1_000 });
    expect(waits).toEqual([1_000]);
    expect(outcome).toBe(success);
  });

  it('makes later waits short', async () => {
    const { waits } = await send([response(503)], { interruptAtMs: 100 });
    expect(waits).toEqual([100, 200, 200, 200]);
  });
});

describe('an answer', () => {
  it.each([
    ['a reset after sending', [reset, success], true],
    ['a time-out after sending', [timeOut, success], true],
    ['500', [response(500), success], true],
    ['408', [response(408), success], true],
    ['502, at first', [response(502), response(429), success], true],
    ['502, at last', [response(429), response(502)], true],
    ['a refused connection', [neverSent, success], false],
    ['429', [response(429), success], false],
    ['499', [response(499)], false],
    ['200', [success], false],
  ])('may be lost: %s', async (_what, outcomes, answerLost) => {
    expect((await send(outcomes)).answerLost).toBe(answerLost);
  });
});

describe('retry-after', () => {
  it.each([
    [undefined, undefined],
    ['0', 0],
    ['7', 7_000],
    ['Tue, 01 Dec 2026 00:00:07 GMT', 7_000],
    ['Mon, 30 Nov 2026 23:59:00 GMT', 0],
    [' 7 ', 7_000],
    ['soon', undefined],
    ['1.5', undefined],
    ['-7', undefined],
    ['1e3', undefined],
    ['2026-12-01T00:00:07Z', undefined],
    ['Tue, 01 Dec 2026 00:00:07', undefined],
    ['Tue, nonsense GMT', undefined],
    ['7 s', undefined],
    ['', undefined],
  ])('%j is %j ms', (value, expected) => {
    const headers = value === undefined ? {} : { 'retry-after': value };
    expect(retryAfterMs(response(429, undefined, headers))).toBe(expected);
  });

  it.each([
    ['Tue, 01 Dec 2026 06:00:00 GMT', 7_000],
    ['Tue, 01 Dec 2026 06:00:09 GMT', 0],
    ['yesterday', 6 * 3600_000 + 7_000],
  ])(
    "is counted from the answer's own date, here %s, and not from the runner's clock",
    (date, expected) => {
      const headers = { date, 'retry-after': 'Tue, 01 Dec 2026 06:00:07 GMT' };
      expect(retryAfterMs(response(429, undefined, headers))).toBe(expected);
    },
  );
});

describe('a call whose answer needs time', () => {
  const retry = () => ({ waitMs: 3_000 });

  it.each([
    [2_000, 5],
    [9_000, 3],
    [14_000, 1],
  ])('is sent again only if %i ms are left for it', async (answerMs, tries) => {
    const conditions = { limitMs: 16_500, decideRetry: retry, answerMs };
    expect((await send([response(503)], conditions)).tries).toBe(tries);
  });
});
