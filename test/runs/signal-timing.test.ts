import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { notForPersonalTokens } from '../support/github-stand-in';
import { rotatedRefreshToken, rotatingAnswer } from '../support/goto-stand-in';
import { failureOf, notAsked } from '../support/run-checks';
import {
  type ActionOptions,
  type ActionRun,
  injecting,
  type RunningAction,
  startAction,
} from '../support/runner';
import { runtime } from '../support/runtimes';
import { anyRead, grant, rotates, storedIn, type World, worldFor, write } from '../support/world';

/*
 * Signals and crashes of a real process: what is out and over by when, and what no signal may stop.
 * What such a run says is in interrupted.test.ts.
 */

// Nearly all of the time here is spent waiting: runs that wait side by side cost nothing.
vi.setConfig({ maxConcurrency: 10 });

/** Milliseconds in which a run that ends at once has ended, on a machine that is very busy. */
const atOnce = 3_000;
/** The runner sends SIGTERM after 7.5 s and kills after 10 s: what must be out is out before. */
const beforeSigterm = 7_400;
const beforeTheKill = 9_900;

/** Starts the bundle where GoTo rotates. */
const start = (world: World, { nodeArgs = [], ...options }: Partial<ActionOptions> = {}) => {
  rotates(world);
  return startAction({
    inputs: world.inputs(),
    node: runtime(24).path,
    nodeArgs: ['--throw-deprecation', ...nodeArgs],
    ...options,
  });
};

/** Waits for the end of a run that is interrupted now, and for the recovery if it prints one. */
async function onTheClock(running: RunningAction, interrupt: () => void) {
  const began = performance.now();
  const since = () => performance.now() - began;
  interrupt();
  const printed = running.waitForLine(/^gh api /).then(since, () => undefined);
  const run = await running.result;
  return { run, ended: since(), printed: await printed };
}

/** The run ended by itself, tidily, and says so. */
function expectEnded(run: ActionRun, code: 'cancelled' | 'unexpected', ...words: string[]) {
  const message = failureOf(run, code);
  for (const each of words) expect(message).toContain(each);
  expect(run).toMatchObject({ signal: null, stderr: '' });
}

type Span = [after: number, before: number];

function expectWithin(ms: number | undefined, [after, before]: Span): void {
  expect(ms).toBeGreaterThan(after);
  expect(ms).toBeLessThan(before);
}

describe.concurrent('canceled by the runner', () => {
  const hangs = ({ github }: World) => github.on(write, 'hang');

  it.for<[what: string, given: (world: World) => void, printed: Span | undefined, ended: Span]>([
    [
      'prints the recovery at 5 s and ends at 9 s while GitHub hangs',
      hangs,
      [4_900, beforeSigterm],
      [8_900, beforeTheKill],
    ],
    [
      'prints the recovery as soon as a late answer of GoTo brings the token',
      (world) => {
        world.goto.next({ delayMs: 6_500, fault: rotatingAnswer() });
        hangs(world);
      },
      [6_300, beforeSigterm],
      [8_900, beforeTheKill],
    ],
    [
      'gives up at 8.5 s an answer of GoTo that never comes',
      ({ goto }) => goto.next('hang'),
      undefined,
      [8_400, beforeTheKill],
    ],
  ])('%s', async ([what, given, printedIn, endedIn], context) => {
    const world = await worldFor(context);
    given(world);
    const running = await start(world);
    await (/GitHub/.test(what)
      ? world.github.waitForRequest(write)
      : world.goto.waitForRequest(grant));
    const { run, printed, ended } = await onTheClock(running, running.cancel);

    // SIGTERM came meanwhile, and only the first signal counts.
    expectEnded(run, 'cancelled', 'SIGINT');
    expectWithin(ended, endedIn);
    if (printedIn) expectWithin(printed, printedIn);
    else expect(printed).toBeUndefined();
  });

  it('a post step prints the command at once', async (context) => {
    const world = await worldFor(context);
    world.github.on(write, notForPersonalTokens());
    const main = await (await start(world)).result;
    world.github.on(anyRead, 'hang', 'always');
    const running = await start(world, { state: main.state });
    await world.github.waitForRequest(anyRead, { nth: 4 });
    const { run, printed, ended } = await onTheClock(running, running.cancel);
    expect(printed).toBeLessThan(atOnce);
    expect(ended).toBeLessThan(beforeTheKill);
    expectEnded(run, 'cancelled', 'SIGINT', 'could not be stored');
  });
});

describe.concurrent('a signal', () => {
  it.for([
    ['secret', 'github', notAsked],
    ['organizer', 'goto', 'is stored'],
  ] as const)('ends a run at once that looks for the %s', async ([, host, ending], context) => {
    const world = await worldFor(context);
    world[host].on(anyRead, 'hang', 'always');
    const running = await start(world, { inputs: world.inputs({ 'lookup-organizer': 'true' }) });
    await world[host].waitForRequest(anyRead);
    const { run, ended } = await onTheClock(running, () => running.kill('SIGTERM'));
    expect(ended).toBeLessThan(atOnce);
    expectEnded(run, 'cancelled', 'SIGTERM', ending);
  });

  it('ends a run at once that has not sent its request to GoTo', async (context) => {
    const world = await worldFor(context);
    const greeted: Buffer[] = [];
    const mute = createServer((socket) => {
      socket.on('error', () => undefined).on('data', (data) => greeted.push(data));
    });
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    context.onTestFinished(() => void mute.close());
    const { port } = mute.address() as AddressInfo;
    const inputs = world.inputs({ 'token-url': `https://127.0.0.1:${port}/oauth/token` });
    const running = await start(world, { inputs });
    await running.waitForLine(/^Found /);
    await vi.waitUntil(() => greeted.length > 0, { timeout: 10_000 });
    const { run, ended } = await onTheClock(running, () => running.kill('SIGINT'));
    expect(ended).toBeLessThan(atOnce);
    expectEnded(run, 'cancelled', notAsked);
    expect(Buffer.concat(greeted).toString('latin1')).not.toContain('refresh_token');
  });

  it('ends the wait for a write that was put off, and the token is stored', async (context) => {
    const world = await worldFor(context);
    world.github.on(write, { status: 429, headers: { 'retry-after': '30' } });
    const running = await start(world);
    await running.waitForLine(/ in [\d.]+ s\b/);
    const { run, ended } = await onTheClock(running, () => running.kill('SIGTERM'));
    expect(ended).toBeLessThan(atOnce);
    expectEnded(run, 'cancelled', 'is stored');
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
  });

  it('does not lose the answer of GoTo, however many follow it', async (context) => {
    const world = await worldFor(context);
    world.goto.next({ delayMs: 800, fault: rotatingAnswer() });
    world.github.on(write, { delayMs: 800 });
    const running = await start(world);
    await world.goto.waitForRequest(grant);
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      running.kill(signal);
      await sleep(100);
    }
    await world.github.waitForRequest(write);
    running.kill('SIGTERM');
    const run = await running.result;
    expectEnded(run, 'cancelled', 'SIGHUP', 'is stored');
    expect(run.annotations[0]?.message).not.toMatch(/SIGINT|SIGTERM/);
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    expect(world.goto.requests).toHaveLength(1);
  });
});

describe.concurrent('a crash', () => {
  it.for([
    ['an uncaught exception', "throw new Error('boom');", 'boom'],
    ['an unhandled rejection', "Promise.reject(new Error('boom'));", 'boom'],
    ['a call of process.exit', 'process.exit(0);', 'the process exited'],
  ] as const)(
    'by %s leaves the recovery of a write that hangs',
    async ([, code, word], context) => {
      const world = await worldFor(context);
      world.github.on(write, 'hang');
      const running = await start(world, { nodeArgs: injecting(code) });
      await world.github.waitForRequest(write);
      // Nobody is about to kill a run that crashes: the write has its 9 s, and the machine may be busy.
      const { run, printed } = await onTheClock(running, () => running.kill('SIGUSR2'));
      expect(printed).toBeLessThan(beforeSigterm);
      expectEnded(run, 'unexpected', 'not stored', word);
      const [, sealed = ''] = /-f "encrypted_value=(.+?)"/.exec(run.summary) ?? [];
      expect(world.repository.open(sealed)).toBe(rotatedRefreshToken);
    },
  );
});
