import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, type TestContext, vi } from 'vitest';
import type { ErrorCode } from '../../src/errors';
import { startConnectProxy } from '../support/connect-proxy';
import { timestampForm } from '../support/github-place';
import {
  issuedAccessToken,
  issuedOutputs,
  oauthError,
  rotatedRefreshToken,
  rotatingAnswer,
  tokenAnswer,
} from '../support/goto-answers';
import { recoveryCommands } from '../support/recovery-commands';
import { anyRead, grant, organizerRead, write } from '../support/requests';
import {
  type ActionOptions,
  type ActionRun,
  type RunningAction,
  startAction,
} from '../support/run-action';
import { expectNames, expectUntouched, failureOf, notAsked } from '../support/run-checks';
import { type Runtime, runtime, runtimes } from '../support/runtimes';
import { storedRefreshToken } from '../support/some-inputs';
import { secretName, startWorld, storedIn, type World } from '../support/world';

/*
 * Signals and crashes, at each moment of a run. Here are also the rows of `cancelled` that
 * error-table.test.ts has for the other codes.
 */

// Nearly all of the time here is spent waiting: runs that wait side by side cost nothing.
vi.setConfig({ maxConcurrency: 10 });

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const tokenPath = '/oauth/token';

/** Milliseconds in which a run that ends at once has ended, on a machine that is busy. */
const atOnce = 1_000;
/** The runner sends SIGTERM after 7.5 s and kills after 10 s: what must be out is out before. */
const beforeSigterm = 7_400;
const beforeTheKill = 9_900;

/** Starts a world that ends with the test. */
async function worldFor({ onTestFinished }: TestContext): Promise<World> {
  const world = await startWorld();
  onTestFinished(() => world.close());
  return world;
}

/** Starts the bundle; on Node 24 where the Node does not matter. */
async function start(
  world: World,
  { on = runtime(24), ...options }: Partial<ActionOptions> & { on?: Runtime } = {},
) {
  return startAction({
    inputs: world.inputs(),
    node: on.path,
    ...options,
    nodeArgs: ['--throw-deprecation', ...(options.nodeArgs ?? [])],
  });
}

/** A clock that gives the milliseconds since it was started. */
function startClock(): () => number {
  const start = performance.now();
  return () => performance.now() - start;
}

/** What holds of every run that failed with `code`: by itself, with one annotation, tidily. */
function expectFailed(run: ActionRun, code: ErrorCode, ...told: (string | RegExp)[]): void {
  expectNames(failureOf(run, code), told);
  expect(run).toMatchObject({ signal: null, stderr: '' });
}

/** Cancels as the runner does, and tells after how long the recovery was out and the run ended. */
async function cancelOnTheClock(running: RunningAction) {
  const clock = startClock();
  running.cancel();
  await running.waitForLine(/^gh api /);
  const printed = clock();
  const run = await running.result;
  return { run, printed, ended: clock() };
}

/** What the recovery in a text opens to, under the key of the world's repository. */
const opened = ({ repository }: World, text: string) =>
  recoveryCommands(text).map(({ path, encryptedValue, keyId }) => {
    expect(path).toBe(`${repository.path}/${secretName}`);
    return repository.open(encryptedValue, keyId);
  });

const outputsOfRotation = {
  ...issuedOutputs,
  'expires-at': expect.stringMatching(timestampForm),
  'refresh-token-rotated': 'true',
  'refresh-token-updated-at': expect.stringMatching(timestampForm),
};

describe.concurrent('cancelled by the runner', () => {
  it('prints the recovery at 5 s and ends at 9 s while GitHub hangs', async (context) => {
    const world = await worldFor(context);
    world.goto.next(rotatingAnswer());
    world.github.on(write, 'hang');
    const running = await start(world);
    await world.github.waitForRequest(write);
    const { run, printed, ended } = await cancelOnTheClock(running);

    expect(printed).toBeGreaterThan(4_900);
    expect(printed).toBeLessThan(beforeSigterm);
    expect(ended).toBeGreaterThan(8_900);
    expect(ended).toBeLessThan(beforeTheKill);
    // SIGTERM came meanwhile, and only the first signal counts.
    expectFailed(run, 'cancelled', 'SIGINT', 'could not be stored', /log.*summary/);
    expect(storedIn(world.repository)).toBe(storedRefreshToken);
    expect(opened(world, run.log)).toEqual([rotatedRefreshToken]);
    expect(opened(world, run.summary)).toEqual([rotatedRefreshToken]);
    expect(recoveryCommands(run.summary)).toEqual(recoveryCommands(run.log));
    expect(run.outputs).toMatchObject(outputsOfRotation);
  });

  it('says so when the write succeeds after the recovery was printed', async (context) => {
    const world = await worldFor(context);
    world.goto.next(rotatingAnswer());
    world.github.on(write, { delayMs: 6_500 });
    const running = await start(world);
    await world.github.waitForRequest(write);
    const { run, printed, ended } = await cancelOnTheClock(running);

    expect(printed).toBeGreaterThan(4_900);
    expect(printed).toBeLessThan(6_500);
    expect(ended).toBeGreaterThan(6_300);
    expect(ended).toBeLessThan(6_500 + atOnce);
    expect(run.log).toMatch(/command .* not needed any more/);
    expectFailed(run, 'cancelled', 'is stored');
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    expect(opened(world, run.log)).toEqual([rotatedRefreshToken]);
    expect(run.outputs).toMatchObject(outputsOfRotation);
  });

  it('prints the recovery as soon as a late answer of GoTo brings the token', async (context) => {
    const world = await worldFor(context);
    world.goto.next({ delayMs: 6_500, fault: rotatingAnswer() });
    world.github.on(write, 'hang');
    const running = await start(world);
    await world.goto.waitForRequest(grant);
    const { run, printed, ended } = await cancelOnTheClock(running);

    expect(printed).toBeGreaterThan(6_300);
    expect(printed).toBeLessThan(beforeSigterm);
    expect(ended).toBeGreaterThan(8_900);
    expect(ended).toBeLessThan(beforeTheKill);
    expectFailed(run, 'cancelled', 'could not be stored');
    expect(world.github.writes()).toHaveLength(1);
    expect(opened(world, run.log)).toEqual([rotatedRefreshToken]);
    expect(opened(world, run.summary)).toEqual([rotatedRefreshToken]);
    expect(run.outputs).toMatchObject(outputsOfRotation);
  });

  it('gives an answer of GoTo that never comes up at 8.5 s, and says what is unknown', async (context) => {
    const world = await worldFor(context);
    world.goto.next('hang');
    const running = await start(world);
    await world.goto.waitForRequest(grant);
    const clock = startClock();
    running.cancel();
    const run = await running.result;
    const ended = clock();

    expect(ended).toBeGreaterThan(8_400);
    expect(ended).toBeLessThan(beforeTheKill);
    expectFailed(run, 'cancelled', 'GoTo was asked', 'unknown');
    expect(run.annotations[0]?.message).not.toContain('GoTo was not asked');
    expect(recoveryCommands(run.log)).toEqual([]);
    expect(run.outputs).toEqual({ 'error-code': 'cancelled' });
    expect(world.github.writes()).toEqual([]);
  });

  it('prints the recovery of the place that is not written, and of no other', async (context) => {
    const world = await worldFor(context);
    const other = world.github.addRepository('octo/other', {
      secrets: { [secretName]: storedRefreshToken },
    });
    world.goto.next(rotatingAnswer());
    world.github.on({ method: 'PUT', path: /octo\/webinars/ }, 'hang');
    const repository = 'octo/webinars\nocto/other';
    const running = await start(world, { inputs: world.inputs({ repository }) });
    await world.github.waitForRequest(write, { nth: 2 });
    const clock = startClock();
    running.cancel();
    const run = await running.result;

    expect(clock()).toBeLessThan(beforeTheKill);
    expectFailed(run, 'cancelled', 'octo/webinars');
    expect(storedIn(other)).toBe(rotatedRefreshToken);
    expect(opened(world, run.log)).toEqual([rotatedRefreshToken]);
  });

  it('gives every place a try, however many hang before it', async (context) => {
    const world = await worldFor(context);
    const names = ['octo/one', 'octo/two', 'octo/three', 'octo/four', 'octo/good'];
    const seed = { secrets: { [secretName]: storedRefreshToken } };
    const good = names.map((name) => world.github.addRepository(name, seed)).at(-1);
    world.goto.next(rotatingAnswer());
    world.github.on({ method: 'PUT', path: /octo\/(one|two|three|four)/ }, 'hang', 'always');
    const running = await start(world, { inputs: world.inputs({ repository: names.join('\n') }) });
    await world.github.waitForRequest(write, { nth: 3 });
    running.cancel();
    const run = await running.result;

    expectFailed(run, 'cancelled', 'octo/one', '3 more');
    expect(good && storedIn(good)).toBe(rotatedRefreshToken);
    expect(recoveryCommands(run.log)).toHaveLength(4);
  });

  it('says what GoTo said when it answered with something else than tokens', async (context) => {
    const world = await worldFor(context);
    world.goto.next({ delayMs: 800, fault: oauthError('invalid_scope') });
    const running = await start(world);
    await world.goto.waitForRequest(grant);
    running.cancel();
    expectFailed(await running.result, 'cancelled', 'GoTo said: "invalid_scope"');
  });
});

const crashes = [
  ['an uncaught exception', 'throw fault();'],
  ['an unhandled rejection', 'Promise.reject(fault());'],
] as const;

/**
 * Arguments that make Node run `code` inside the action when it gets SIGUSR2. The fault it may throw
 * carries a secret, as faults of careless libraries do.
 */
function injecting(code: string): string[] {
  const module = `
    const fault = () => new Error('boom ' + process.env['INPUT_CLIENT-SECRET']);
    process.on('SIGUSR2', () => { ${code} });`;
  return ['--import', `data:text/javascript,${encodeURIComponent(module)}`];
}

function expectCrashed(run: ActionRun, ...told: (string | RegExp)[]): void {
  expectFailed(run, 'unexpected', 'boom', ...told);
}

describe.concurrent.each(
  crashes.flatMap(([name, code]) => runtimes().map((on) => [name, on, code] as const)),
)('%s on %s', (_name, on, code) => {
  const startCrashing = (world: World) => start(world, { on, nodeArgs: injecting(code) });

  it('prints the recovery and gives GitHub a little more time when the write hangs', async (context) => {
    const world = await worldFor(context);
    world.goto.next(rotatingAnswer());
    world.github.on(write, 'hang');
    const running = await startCrashing(world);
    await world.github.waitForRequest(write);
    const clock = startClock();
    running.kill('SIGUSR2');
    await running.waitForLine(/^gh api /);
    const printed = clock();
    const run = await running.result;

    expect(printed).toBeLessThan(beforeSigterm);
    expect(clock()).toBeLessThan(beforeTheKill);
    expectCrashed(run, 'not stored', /log.*summary/);
    expect(opened(world, run.log)).toEqual([rotatedRefreshToken]);
    expect(opened(world, run.summary)).toEqual([rotatedRefreshToken]);
    expect(run.outputs).toMatchObject(outputsOfRotation);
  });

  it('does not keep the token from being stored', async (context) => {
    const world = await worldFor(context);
    world.goto.next(rotatingAnswer());
    world.github.on(write, { delayMs: 1_000 });
    const running = await startCrashing(world);
    await world.github.waitForRequest(write);
    running.kill('SIGUSR2');
    const run = await running.result;
    expectCrashed(run, 'is stored');
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    expect(run.outputs).toMatchObject(outputsOfRotation);
  });

  it('waits for the answer of GoTo, and stores the token', async (context) => {
    const world = await worldFor(context);
    world.goto.next({ delayMs: 1_000, fault: rotatingAnswer() });
    const running = await startCrashing(world);
    await world.goto.waitForRequest(grant);
    running.kill('SIGUSR2');
    const run = await running.result;
    expectCrashed(run, 'is stored');
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    expect(run.outputs).toMatchObject(outputsOfRotation);
  });

  it('ends at once while the secret is being located', async (context) => {
    const world = await worldFor(context);
    world.github.on(anyRead, 'hang', 'always');
    const running = await startCrashing(world);
    await world.github.waitForRequest(anyRead, { nth: 2 });
    const clock = startClock();
    running.kill('SIGUSR2');
    const run = await running.result;
    expect(clock()).toBeLessThan(atOnce);
    expectCrashed(run, 'GoTo was not asked');
    expect(world.goto.requests).toEqual([]);
  });
});

describe.concurrent.each(runtimes())('on %s', (on) => {
  it('the recovery is printed even when the process is made to exit, with 0', async (context) => {
    const world = await worldFor(context);
    world.goto.next(rotatingAnswer());
    world.github.on(write, 'hang');
    const running = await start(world, { on, nodeArgs: injecting('process.exit(0);') });
    await world.github.waitForRequest(write);
    running.kill('SIGUSR2');
    const run = await running.result;
    expect(opened(world, run.log)).toEqual([rotatedRefreshToken]);
    expect(opened(world, run.summary)).toEqual([rotatedRefreshToken]);
    expectFailed(run, 'unexpected', 'not stored');
  });

  it.for(signals)('%s while the secret is being located ends the run', async (signal, context) => {
    const world = await worldFor(context);
    world.github.on(anyRead, 'hang', 'always');
    const running = await start(world, { on });
    await world.github.waitForRequest(anyRead, { nth: 2 });
    const clock = startClock();
    running.kill(signal);
    const run = await running.result;
    expect(clock()).toBeLessThan(atOnce);
    expectFailed(run, 'cancelled', signal, notAsked);
    expect(world.goto.requests).toEqual([]);
    expectUntouched(world);
    expect(run.outputs).toEqual({ 'error-code': 'cancelled' });
  });

  it.for(signals)('%s while GoTo is asked does not lose the answer', async (signal, context) => {
    const world = await worldFor(context);
    world.goto.next({ delayMs: 1_200, fault: rotatingAnswer() });
    const running = await start(world, { on });
    await world.goto.waitForRequest(grant);
    running.kill(signal);
    const run = await running.result;
    expectFailed(run, 'cancelled', signal, 'new refresh token, and it is stored');
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    expect(world.goto.requests).toHaveLength(1);
    expect(run.outputs).toMatchObject(outputsOfRotation);
    expect(recoveryCommands(run.log)).toEqual([]);
  });

  it.for(signals)('%s while GitHub is written does not stop the write', async (signal, context) => {
    const world = await worldFor(context);
    world.goto.next(rotatingAnswer());
    world.github.on(write, { delayMs: 1_200 });
    const running = await start(world, { on });
    await world.github.waitForRequest(write);
    running.kill(signal);
    const run = await running.result;
    expectFailed(run, 'cancelled', signal, 'is stored');
    expect(run.log).toContain('Stored the new refresh token');
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    expect(world.github.writes()).toHaveLength(1);
    expect(run.outputs).toMatchObject(outputsOfRotation);
    expect(recoveryCommands(run.log)).toEqual([]);
  });
});

describe.concurrent('a signal', () => {
  it.for<[string, (world: World) => void]>([
    ['a write answered with 503', ({ github }) => github.on(write, { status: 503 })],
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
    await running.waitForLine('Trying again in');
    const clock = startClock();
    running.kill('SIGTERM');
    const run = await running.result;
    expect(clock()).toBeLessThan(atOnce);
    expectFailed(run, 'cancelled', 'is stored');
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    expect(recoveryCommands(run.log)).toEqual([]);
    expect(run.outputs).toMatchObject(outputsOfRotation);
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
    expectFailed(run, 'cancelled', 'SIGHUP', 'is stored');
    expect(run.annotations[0]?.message).not.toMatch(/SIGINT|SIGTERM/);
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
  });

  it.for([
    ['kept its token', tokenAnswer(), 'no new refresh token'],
    ['rotated', rotatingAnswer(), 'is stored'],
  ] as const)(
    'ends the organizer lookup at once when GoTo %s',
    async ([, answer, told], context) => {
      const world = await worldFor(context);
      world.goto.next(answer);
      world.goto.nextUser('hang');
      const running = await start(world, { inputs: world.inputs({ 'lookup-organizer': 'true' }) });
      await world.goto.waitForRequest(organizerRead);
      const clock = startClock();
      running.kill('SIGINT');
      const run = await running.result;
      expect(clock()).toBeLessThan(atOnce);
      expectFailed(run, 'cancelled', told);
      expect(run.outputs['access-token']).toBe(issuedAccessToken);
      expect(recoveryCommands(run.log)).toEqual([]);
    },
  );
});

describe.concurrent('a signal before the connection to GoTo stands', () => {
  /** A run that has found the secret and now tries to reach GoTo through a proxy. */
  async function startBehind(route: string | 'hang', context: TestContext) {
    const world = await worldFor(context);
    const proxy = await startConnectProxy({ routes: { 'goto.test:443': route } });
    context.onTestFinished(() => proxy.close());
    const running = await start(world, {
      inputs: world.inputs({ 'token-url': `https://goto.test${tokenPath}` }),
      env: { https_proxy: proxy.url },
    });
    return { proxy, running };
  }

  function expectNotAsked(run: ActionRun): void {
    expectFailed(run, 'cancelled', 'GoTo was not asked', 'unchanged');
    expect(run.outputs).toEqual({ 'error-code': 'cancelled' });
  }

  it('ends the run at once when the proxy does not answer', async (context) => {
    const { proxy, running } = await startBehind('hang', context);
    await vi.waitUntil(() => proxy.connects.length > 0, { timeout: 10_000 });
    const clock = startClock();
    running.kill('SIGINT');
    const run = await running.result;
    expect(clock()).toBeLessThan(atOnce);
    expectNotAsked(run);
  });

  it('ends the run at once when GoTo does not finish the TLS handshake', async (context) => {
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
    const { running } = await startBehind(`http://127.0.0.1:${port}`, context);
    await vi.waitUntil(() => greeted.length > 0, { timeout: 10_000 });
    const clock = startClock();
    running.kill('SIGINT');
    const run = await running.result;
    expect(clock()).toBeLessThan(atOnce);
    expectNotAsked(run);
    expect(Buffer.concat(greeted).toString('latin1')).not.toContain('refresh_token');
  });
});
