import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { notForPersonalTokens } from '../support/github-stand-in';
import { rotatedRefreshToken, rotatingAnswer, tokenAnswer } from '../support/goto-stand-in';
import { failureOf, notAsked } from '../support/run-checks';
import {
  type ActionOptions,
  type ActionRun,
  injecting,
  type RunningAction,
  startAction,
} from '../support/runner';
import { type Runtime, runtime } from '../support/runtimes';
import { storedRefreshToken } from '../support/some-inputs';
import {
  anyRead,
  grant,
  organizerRead,
  secretName,
  storedIn,
  type World,
  worldFor,
  write,
  writeAt,
} from '../support/world';

/*
 * Signals and crashes: what is out and over by when, and what no signal may stop. What such a run says
 * at each of its stages is in interrupted.test.ts.
 */

// Nearly all of the time here is spent waiting: runs that wait side by side cost nothing.
vi.setConfig({ maxConcurrency: 10 });

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Milliseconds in which a run that ends at once has ended, on a machine that is very busy. */
const atOnce = 3_000;
/** The runner sends SIGTERM after 7.5 s and kills after 10 s: what must be out is out before. */
const beforeSigterm = 7_400;
const beforeTheKill = 9_900;

/** Starts the bundle; on Node 24 where the Node does not matter. */
const start = (
  world: World,
  { on = runtime(24), nodeArgs = [], ...options }: Partial<ActionOptions> & { on?: Runtime } = {},
) =>
  startAction({
    inputs: world.inputs(),
    node: on.path,
    nodeArgs: ['--throw-deprecation', ...nodeArgs],
    ...options,
  });

/** Waits for the end of a run that is interrupted now, and for the recovery if it prints one. */
async function onTheClock(running: RunningAction, interrupt: () => void) {
  const began = performance.now();
  const since = () => performance.now() - began;
  interrupt();
  const printed = running.waitForLine(/^gh api /).then(since, () => undefined);
  const run = await running.result;
  return { run, ended: since(), printed: await printed };
}

/** The run ended by itself, tidily, as `cancelled` or `unexpected`, and says so. */
function expectEnded(
  run: ActionRun,
  code: 'cancelled' | 'unexpected',
  ...words: (string | RegExp)[]
): void {
  const message = failureOf(run, code);
  for (const each of words) expect(message).toMatch(each);
  expect(run).toMatchObject({ signal: null, stderr: '' });
}

describe.concurrent('cancelled by the runner', () => {
  type Span = [after: number, before: number];
  interface Case {
    given: (world: World) => void;
    /** Whose request is out when the signal comes. */
    host: 'goto' | 'github';
    printed?: Span;
    ended: Span;
  }
  const cases: Record<string, Case> = {
    'prints the recovery at 5 s and ends at 9 s while GitHub hangs': {
      given: ({ github }) => github.on(write, 'hang'),
      host: 'github',
      printed: [4_900, beforeSigterm],
      ended: [8_900, beforeTheKill],
    },
    'ends as soon as a late write is done': {
      given: ({ github }) => github.on(write, { delayMs: 6_500 }),
      host: 'github',
      printed: [4_900, 6_500],
      ended: [6_300, beforeSigterm],
    },
    'prints the recovery as soon as a late answer of GoTo brings the token': {
      given: ({ goto, github }) => {
        goto.next({ delayMs: 6_500, fault: rotatingAnswer() });
        github.on(write, 'hang');
      },
      host: 'goto',
      printed: [6_300, beforeSigterm],
      ended: [8_900, beforeTheKill],
    },
    'gives up at 8.5 s an answer of GoTo that never comes': {
      given: ({ goto }) => goto.next('hang'),
      host: 'goto',
      ended: [8_400, beforeTheKill],
    },
  };

  it.for(Object.entries(cases))('%s', async ([, { given, host, ...when }], context) => {
    const world = await worldFor(context);
    world.goto.always(rotatingAnswer());
    given(world);
    const running = await start(world);
    await world[host].waitForRequest(host === 'goto' ? grant : write);
    const { run, printed, ended } = await onTheClock(running, running.cancel);

    // SIGTERM came meanwhile, and only the first signal counts.
    expectEnded(run, 'cancelled', 'SIGINT');
    expectWithin(ended, when.ended);
    if (when.printed) expectWithin(printed ?? 0, when.printed);
    else expect(printed).toBeUndefined();
  });

  function expectWithin(ms: number, [after, before]: Span): void {
    expect(ms).toBeGreaterThan(after);
    expect(ms).toBeLessThan(before);
  }

  it('gives every place a try, however many hang before it', async (context) => {
    const world = await worldFor(context);
    const names = ['octo/one', 'octo/two', 'octo/three', 'octo/four', 'octo/good'];
    const seed = { secrets: { [secretName]: storedRefreshToken } };
    const good = names.map((name) => world.github.addRepository(name, seed)).at(-1);
    world.goto.next(rotatingAnswer());
    world.github.on(writeAt(/octo\/(one|two|three|four)\//), 'hang', 'always');
    const running = await start(world, { inputs: world.inputs({ repository: names.join('\n') }) });
    await world.github.waitForRequest(write, { nth: 3 });
    running.cancel();
    const run = await running.result;

    expectEnded(run, 'cancelled', 'octo/one', '3 more');
    expect(good && storedIn(good)).toBe(rotatedRefreshToken);
    const printed = run.lines.filter((line) => line.startsWith('gh api '));
    expect(printed.map((line) => /octo\/\w+/.exec(line)?.[0])).toEqual(names.slice(0, 4));
  });
});

describe.concurrent('on either Node', () => {
  it.for([
    ['SIGINT', runtime(20)],
    ['SIGTERM', runtime(24)],
    ['SIGHUP', runtime(20)],
  ] as const)('%s does not lose the answer of GoTo', async ([signal, on], context) => {
    const world = await worldFor(context);
    world.goto.next({ delayMs: 1_200, fault: rotatingAnswer() });
    const running = await start(world, { on });
    await world.goto.waitForRequest(grant);
    running.kill(signal);
    expectEnded(await running.result, 'cancelled', signal, 'is stored');
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    expect(world.goto.requests).toHaveLength(1);
  });

  it.for([
    ['SIGINT', runtime(24)],
    ['SIGTERM', runtime(20)],
    ['SIGHUP', runtime(24)],
  ] as const)('%s ends a run at once that looks for the secret', async ([signal, on], context) => {
    const world = await worldFor(context);
    world.github.on(anyRead, 'hang', 'always');
    const running = await start(world, { on });
    await world.github.waitForRequest(anyRead, { nth: 2 });
    const { run, ended } = await onTheClock(running, () => running.kill(signal));
    expect(ended).toBeLessThan(atOnce);
    expectEnded(run, 'cancelled', signal, notAsked);
    expect(world.goto.requests).toEqual([]);
  });

  it.for([
    ['an uncaught exception', "throw new Error('boom');", runtime(20)],
    ['an unhandled rejection', "Promise.reject(new Error('boom'));", runtime(24)],
    ['a call of process.exit', 'process.exit(0);', runtime(20)],
    ['a call of process.exit', 'process.exit(0);', runtime(24)],
  ] as const)('%s leaves the recovery of a write that hangs', async ([, code, on], context) => {
    const world = await worldFor(context);
    world.goto.next(rotatingAnswer());
    world.github.on(write, 'hang');
    const running = await start(world, { on, nodeArgs: injecting(code) });
    await world.github.waitForRequest(write);
    // Nobody is about to kill a run that crashes: the write has its 9 s, and the machine may be busy.
    const { run, printed } = await onTheClock(running, () => running.kill('SIGUSR2'));
    expect(printed).toBeLessThan(beforeSigterm);
    expectEnded(run, 'unexpected', 'not stored', /boom|the process/);
    const [, sealed = ''] = /-f "encrypted_value=(.+?)"/.exec(run.summary) ?? [];
    expect(world.repository.open(sealed)).toBe(rotatedRefreshToken);
  });
});

describe.concurrent('a signal', () => {
  it.for<[string, (world: World) => void]>([
    [
      'a write put off for 30 s',
      ({ github }) => github.on(write, { status: 429, headers: { 'retry-after': '30' } }),
    ],
    [
      'a grant put off for 20 s',
      ({ goto }) => goto.next({ status: 503, headers: { 'retry-after': '20' } }),
    ],
  ])('ends the wait after %s, and the token is stored', async ([, plan], context) => {
    const world = await worldFor(context);
    world.goto.always(rotatingAnswer());
    plan(world);
    const running = await start(world);
    await running.waitForLine(/ in [\d.]+ s\b/);
    const { run, ended } = await onTheClock(running, () => running.kill('SIGTERM'));
    expect(ended).toBeLessThan(atOnce);
    expectEnded(run, 'cancelled', 'is stored');
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
  });

  it('ends the lookup at once', async (context) => {
    const world = await worldFor(context);
    world.goto.next(tokenAnswer());
    world.goto.nextUser('hang');
    const running = await start(world, { inputs: world.inputs({ 'lookup-organizer': 'true' }) });
    await world.goto.waitForRequest(organizerRead);
    const { run, ended } = await onTheClock(running, () => running.kill('SIGINT'));
    expect(ended).toBeLessThan(atOnce);
    expectEnded(run, 'cancelled');
  });

  it('changes nothing when it is the second', async (context) => {
    const world = await worldFor(context);
    world.goto.next({ delayMs: 800, fault: rotatingAnswer() });
    world.github.on(write, { delayMs: 800 });
    const running = await start(world);
    await world.goto.waitForRequest(grant);
    running.kill('SIGHUP');
    for (const signal of signals) {
      await sleep(100);
      running.kill(signal);
    }
    await world.github.waitForRequest(write);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      running.kill(signal);
      await sleep(100);
    }
    const run = await running.result;
    expectEnded(run, 'cancelled', 'SIGHUP', 'is stored');
    expect(run.annotations[0]?.message).not.toMatch(/SIGINT|SIGTERM/);
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
  });
});

it('a signal in the post step prints the command at once', async (context) => {
  const world = await worldFor(context);
  world.goto.next(rotatingAnswer());
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

it('a signal before the TLS handshake with GoTo ends the run at once', async (context) => {
  const world = await worldFor(context);
  const sockets: Socket[] = [];
  const greeted: Buffer[] = [];
  const mute = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined).on('data', (data) => greeted.push(data)));
  });
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  context.onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    mute.close();
  });
  const { port } = mute.address() as AddressInfo;
  const running = await start(world, {
    inputs: world.inputs({ 'token-url': `https://127.0.0.1:${port}/oauth/token` }),
  });
  await vi.waitUntil(() => greeted.length > 0, { timeout: 10_000 });
  const { run, ended } = await onTheClock(running, () => running.kill('SIGINT'));
  expect(ended).toBeLessThan(atOnce);
  expectEnded(run, 'cancelled', notAsked);
  expect(run.outputs).toEqual({ 'error-code': 'cancelled' });
  expect(Buffer.concat(greeted).toString('latin1')).not.toContain('refresh_token');
});
