import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HttpOutcome } from '../../src/http/outcome';
import {
  type Call,
  retryAfterMs,
  retryWhenBusy,
  sendWithRetries,
  type Transport,
} from '../../src/http/retry';
import { Cancellation, runPhase } from '../../src/process/phase';
import {
  neverSent,
  noResponse,
  reset,
  response,
  scriptedTransport,
  timeOut,
  untrusted,
} from '../support/scripted-transport';

const times = { limitMs: 120_000, tryTimeoutMs: 15_000, firstWaitMs: 1_000, maxTries: 5 };
const success = response(200);
const busy = response(503);
const now = Date.UTC(2026, 11, 1);

beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

interface Conditions extends Partial<Call> {
  limitMs?: number;
  maxTries?: number;
  /** when a signal comes */
  interruptAtMs?: number;
  /** makes all waits as short, or as long, as their jitter allows */
  random?: 0 | 1;
}

/** Sends a call that meets `outcomes` one after the other, of which the last repeats. */
async function send(
  outcomes: HttpOutcome[],
  { limitMs = 120_000, maxTries = 5, interruptAtMs, random = 0, ...more }: Conditions = {},
) {
  vi.spyOn(Math, 'random').mockReturnValue(random);
  const cancellation = new Cancellation();
  const triedAt: number[] = [];
  const limits: object[] = [];
  const transport = scriptedTransport({ 'GET /': outcomes });
  const sendOnce: Transport['send'] = (request, tryLimits) => {
    triedAt.push(performance.now());
    limits.push(tryLimits);
    return transport.send(request, tryLimits);
  };
  const request = { method: 'GET', url: new URL('https://goto.example:8443'), headers: {} };
  const call = { operation: 'ask', request, decideRetry: retryWhenBusy, ...more };
  const phaseTimes = { ...times, limitMs, maxTries, graceMs: () => 9_000 };
  const done = runPhase(phaseTimes, cancellation, (phase) =>
    sendWithRetries(call, phase, { ...transport, send: sendOnce }),
  );
  if (interruptAtMs !== undefined) setTimeout(() => process.emit('SIGINT'), interruptAtMs);
  await vi.advanceTimersByTimeAsync(200_000);
  cancellation.stopListening();
  const waits = triedAt.slice(1).map((time, index) => time - (triedAt[index] ?? 0));
  return { ...(await done), waits, limits, tries: triedAt.length, lines: transport.lines };
}

const demanding = (seconds: string) => response(429, undefined, { 'retry-after': seconds });

describe('a call', () => {
  it.each([
    ['a refused connection', 2, false, neverSent],
    ['too many open files', 2, false, noResponse('open-files', 'EMFILE')],
    ['a reset', 2, true, reset],
    ['a time-out', 2, true, timeOut],
    ['408', 2, true, response(408)],
    ['429', 2, false, response(429)],
    ['500', 2, true, response(500)],
    ['an untrusted certificate', 1, false, untrusted],
    ['a certificate that has expired', 1, false, noResponse('certificate-date')],
    ['a TLS error', 1, false, noResponse('tls', 'EPROTO')],
    ['a proxy that refuses', 1, false, noResponse('proxy-refused')],
    ['a wrong proxy setting', 1, false, noResponse('proxy-setting')],
    ['204', 1, false, response(204)],
    ['428', 1, false, response(428)],
    ['499', 1, false, response(499)],
  ])('that meets %s is tried %i times, with its answer lost: %s', async (...row) => {
    const [_what, tries, answerLost, first] = row;
    const outcome = tries === 2 ? success : first;
    expect(await send([first, success])).toMatchObject({ outcome, tries, answerLost });
  });

  it('may have lost an answer in any of its tries', async () => {
    expect(await send([busy, response(429), success])).toMatchObject({ answerLost: true });
    expect(await send([response(429), busy])).toMatchObject({ answerLost: true });
  });

  it('is tried five times, and leaves a line for each retry', async () => {
    const { tries, lines } = await send([busy, neverSent, busy]);
    expect(tries).toBe(5);
    expect(lines.slice(0, 2)).toEqual([
      'Trying again in 0.8 s: could not ask (goto.example:8443: status 503).',
      'Trying again in 1.6 s: could not ask (goto.example:8443: ECONNREFUSED).',
    ]);
    expect(lines).toHaveLength(4);
  });

  it('has the limits of the phase for each try, and a new connection after a time-out', async () => {
    const outcomes = [reset, timeOut, timeOut, success];
    const { limits } = await send(outcomes, { limitMs: 16_500, answerMs: 5_000 });
    const limit = { timeoutMs: 15_000, deadline: expect.any(AbortSignal) };
    expect(limits).toEqual([
      { ...limit, connectTimeoutMs: 10_000, newConnection: false },
      { ...limit, connectTimeoutMs: 10_000, newConnection: false },
      { ...limit, connectTimeoutMs: 9_100, newConnection: true },
      { ...limit, connectTimeoutMs: 5_900, newConnection: true },
    ]);
  });

  it('is not tried again if what has arrived of a cut response is enough', async () => {
    const isEnough: Call['isEnough'] = ({ json }) => json?.a === 1;
    const cut = { ...reset, partial: response(200, { a: 1 }) };
    expect(await send([cut, success], { isEnough })).toMatchObject({ outcome: cut, tries: 1 });
    const less = { ...reset, partial: success };
    expect(await send([less, success], { isEnough })).toMatchObject({ tries: 2 });
    expect(await send([cut, success])).toMatchObject({ tries: 2 });
  });
});

const preferred = { decideRetry: () => ({ preferredWaitMs: 60_000 }) };
const write = { ...preferred, maxTries: Number.POSITIVE_INFINITY };

it.each<[string, HttpOutcome[], Conditions, number[]]>([
  ['grow', [busy], {}, [800, 1_600, 3_200, 6_400]],
  ['are jittered', [busy], { random: 1 }, [1_200, 2_400, 4_800, 9_600]],
  ['are those demanded', [demanding('7')], { maxTries: 3 }, [7_000, 7_000]],
  ['are longer, jittered', [demanding('7')], { maxTries: 3, random: 1 }, [7_250, 7_250]],
  ['grow where none is demanded', [demanding('0')], {}, [200, 400, 800, 1_600]],
  ['are jittered there', [demanding('0')], { random: 1 }, [300, 600, 1_200, 2_400]],
  ['just fit', [demanding('7')], { limitMs: 7_001 }, [7_000]],
  ['do not fit', [demanding('7')], { limitMs: 7_000 }, []],
  ['leave the answer its time', [demanding('3')], { limitMs: 13_000, answerMs: 9_000 }, [3_000]],
  ['leave it not enough', [demanding('3')], { limitMs: 12_000, answerMs: 9_000 }, []],
  ['are those preferred', [busy], { ...preferred, limitMs: 60_001 }, [60_000]],
  ['are preferred and do not fit', [busy], { ...preferred, limitMs: 60_000 }, []],
  ['are those preferred by a write', [busy], { ...write, limitMs: 60_001 }, [60_000]],
  ['are shorter for a write', [busy], { ...write, limitMs: 9_000 }, [800, 1_600, 3_200]],
  ['end early', [demanding('60'), busy], { interruptAtMs: 1_000 }, [1_000, 200, 200, 200]],
])('the waits %s', async (_what, outcomes, conditions, waits) => {
  const outcome = outcomes.at(-1);
  expect(await send(outcomes, conditions)).toMatchObject({ outcome, waits });
});

const at = (time: string) => `Tue, 01 Dec 2026 ${time} GMT`;

it.each([
  [undefined, undefined],
  ['0', 0],
  ['12', 12_000],
  [' 7 ', 7_000],
  [at('00:00:07'), 7_000],
  ['Mon, 30 Nov 2026 23:59:00 GMT', 0],
  ...['soon', '1.5', '-7', '1e3', '7 s', '', '2026-12-01T00:00:07Z', 'Tue, nonsense GMT'].map(none),
  ...[`x ${at('00:00:07')}`, `${at('00:00:07')} x`, 'Tue, 01 Dec 2026 00:00:07'].map(none),
  // It is counted from the answer's own date, and not from the runner's clock.
  [at('06:00:07'), 7_000, at('06:00:00')],
  [at('06:00:07'), 0, at('06:00:09')],
  [at('06:00:07'), 6 * 3600_000 + 7_000, 'yesterday'],
])('retry-after %j is %j ms, in an answer of the date %s', (value, expected, date?: string) => {
  const headers = { ...(value !== undefined && { 'retry-after': value }), date };
  expect(retryAfterMs(response(429, undefined, headers))).toBe(expected);
});

function none(value: string): [string, undefined] {
  return [value, undefined];
}
