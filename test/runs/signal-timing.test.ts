import { describe, expect, it, vi } from 'vitest';
import { rotatedRefreshToken, rotatingAnswer } from '../support/goto-stand-in';
import { runtime } from '../support/process';
import {
  type ActionOptions,
  type ActionRun,
  importing,
  type RunningAction,
  startAction,
} from '../support/runner';
import { failureOf, notAsked } from '../support/scenarios';
import { anyRead, grant, rotates, type World, worldFor, write } from '../support/world';

/*
 * Signals and crashes of a real process: what is out and over by when. What such a run says is in
 * interrupted.test.ts; token-lifecycle.test.ts and process/ have every limit, by a fake clock.
 */

// Nearly all of the time here is spent waiting: runs that wait side by side cost nothing.
vi.setConfig({ maxConcurrency: 10 });

/** Milliseconds in which a run that ends at once has ended, on a machine that is very busy. */
const atOnce = 3_000;
/** When the runner sends SIGTERM, and kills (`ProcessInvoker.cs` of actions/runner). */
const sigtermMs = 7_500;
const killMs = 10_000;

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

describe.concurrent('a signal', () => {
  it('is followed by the recovery, as soon as a late answer of GoTo brings the token, and by the end', async (context) => {
    const world = await worldFor(context);
    world.goto.next({ delayMs: 6_500, fault: rotatingAnswer() });
    world.github.on(write, 'hang');
    const running = await start(world);
    await world.goto.waitForRequest(grant);
    const timers: NodeJS.Timeout[] = [];
    const { run, printed, ended } = await onTheClock(running, () => {
      running.kill('SIGINT');
      timers.push(setTimeout(() => running.kill('SIGTERM'), sigtermMs));
      timers.push(setTimeout(() => running.kill('SIGKILL'), killMs));
    });
    for (const timer of timers) clearTimeout(timer);
    // SIGTERM came meanwhile, and only the first signal counts.
    expectEnded(run, 'cancelled', 'SIGINT');
    expect(printed).toBeGreaterThan(6_300);
    expect(printed).toBeLessThan(sigtermMs);
    expect(ended).toBeGreaterThan(8_900);
    expect(ended).toBeLessThan(killMs);
  });

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
});

describe.concurrent('a crash', () => {
  /** Arguments that make Node run `code` inside the action when it gets SIGUSR2. */
  const injecting = (code: string) => importing(`process.on('SIGUSR2', () => { ${code} });`);

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
      expect(printed).toBeLessThan(sigtermMs);
      expectEnded(run, 'unexpected', 'not stored', word);
      const [, sealed = ''] = /-f "encrypted_value=(.+?)"/.exec(run.summary) ?? [];
      expect(world.repository.open(sealed)).toBe(rotatedRefreshToken);
    },
  );
});
