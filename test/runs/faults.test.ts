import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { bundleOn, type Driver, sourceDriver } from '../support/drivers';
import { type Fault, type Match, matches, type RecordedRequest } from '../support/faults';
import { quotaExhausted, secondaryRateLimit, unicorn } from '../support/github-answers';
import { issuedAccessToken, organizerKey, rotatedRefreshToken } from '../support/goto-answers';
import { type ActionOptions, type SeenRun, startAction } from '../support/run-action';
import { expectNoSecret, failureOf } from '../support/run-checks';
import { runtime } from '../support/runtimes';
import { storedRefreshToken } from '../support/some-inputs';
import {
  anyRead,
  grant,
  inRotatingWorld,
  metadataRead,
  organizerRead,
  publicKeyRead,
  secretName,
  storedIn,
  type World,
  write,
} from '../support/world';

// Most of these runs wait more than they compute.
vi.setConfig({ maxConcurrency: 20 });

interface Hop {
  host: 'github' | 'goto';
  match: Match;
  /** Its name in the log. */
  operation: RegExp;
}

/** Every request of a run that rotates and looks up the organizer. */
const hops = {
  publicKey: {
    host: 'github',
    match: publicKeyRead,
    operation: /read the public key of repository octo\/webinars/,
  },
  metadata: { host: 'github', match: metadataRead, operation: /read the metadata/ },
  grant: { host: 'goto', match: grant, operation: /get an access token from GoTo/ },
  write: { host: 'github', match: write, operation: new RegExp(`store .*${secretName}`) },
  organizer: { host: 'goto', match: organizerRead, operation: /look up the organizer/ },
} satisfies Record<string, Hop>;
const everyHop: Hop[] = Object.values(hops);

/** Makes a run with every step of it, and sees to it that no secret is told. */
async function runAll(
  { runAction }: Driver,
  world: World,
  options: Pick<ActionOptions, 'env'> = {},
): Promise<SeenRun> {
  const inputs = world.inputs({ 'lookup-organizer': 'true' });
  const run = await runAction({ ...options, inputs });
  expectNoSecret(run);
  return run;
}

/** The lines that announce another try. */
const triesAgain = ({ lines }: SeenRun) => lines.filter((line) => /\bin \d+\.\d s\b/.test(line));

function expectSuccess(run: SeenRun, world: World): void {
  expect(run.exitCode, run.log).toBe(0);
  expect(run.annotations).toEqual([]);
  expect(run.outputs).toMatchObject({
    'access-token': issuedAccessToken,
    'refresh-token-rotated': 'true',
    'organizer-key': organizerKey,
  });
  expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
}

/** The milliseconds between one request and the next. */
const gaps = (requests: RecordedRequest[]) =>
  requests.slice(1).map(({ at }, index) => at - (requests[index]?.at ?? 0));

const requestsFor = (world: World, { host, match }: Hop) =>
  world[host].requests.filter((request) => matches(match, request));

/** A body of JSON beyond what is read of any. */
const padding = 'x'.repeat(3 * 1024 * 1024);
async function* endless(): AsyncGenerator<string> {
  yield `{"access_token":"`;
  for (;;) yield 'x'.repeat(64 * 1024);
}

/** The way to a server, which can be shut: connections are refused then, and those there are cut. */
async function startDoor(origin: string) {
  const { port } = new URL(origin);
  const sockets = new Set<Socket>();
  const server = createServer((outside) => {
    const inside = connect(Number(port), '127.0.0.1');
    for (const [one, other] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  const listen = (at: number) =>
    new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  await listen(0);
  const at = (server.address() as AddressInfo).port;
  const open = async () => {
    if (!server.listening) await listen(at);
  };
  const shut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
    return undefined;
  };
  return { origin: `http://127.0.0.1:${at}`, open, shut };
}

const bundle = bundleOn(24);

// These runs wait more than they compute, so they overlap, those that take longest first.
describe.concurrent(`${bundle.name}, with patience`, () => {
  it.each([
    ['GitHub', hops.publicKey],
    ['GoTo', hops.organizer],
  ])('gives up a try at which %s hangs, and tries again', (_host, hop: Hop) =>
    inRotatingWorld(async (world) => {
      world[hop.host].on(hop.match, 'hang');
      const run = await runAll(bundle, world);
      expectSuccess(run, world);
      const [gap = 0, ...others] = gaps(requestsFor(world, hop));
      expect(others).toEqual([]);
      expect(gap).toBeGreaterThan(5_000);
      expect(triesAgain(run)).toEqual([expect.stringMatching(hop.operation)]);
      expect(triesAgain(run)[0]).toContain('no answer in time');
    }),
  );

  it('asks five times, each time after a longer wait, and debugs without secrets', () =>
    inRotatingWorld(async (world) => {
      const echo = ({ body, headers }: RecordedRequest) => ({
        raw: `HTTP/1.1 200 OK\r\n${body} ${headers.authorization}\r\n\r\n`,
      });
      world.goto.on(grant, echo, 5);
      const run = await runAll(bundle, world, { env: { RUNNER_DEBUG: '1' } });
      expect(failureOf(run, 'goto-unavailable')).toMatch(/HPE_\w+.*may have rotated/);
      expect(world.goto.requests).toHaveLength(5);
      const waits = triesAgain(run).map((line) => Number(/[\d.]+/.exec(line)?.[0]));
      expect(waits).toHaveLength(4);
      for (const [index, wait] of waits.slice(1).entries()) {
        expect(wait).toBeGreaterThan(waits[index] ?? Number.POSITIVE_INFINITY);
      }
      expect(run.log).toMatch(/^Debug: .*HPE_.*\n\s+at /m);
      expect(run.stdout).not.toContain('Basic');
      expect(storedIn(world.repository)).toBe(storedRefreshToken);
    }));

  it('goes on when each connection is refused at first', () =>
    inRotatingWorld(async (world) => {
      const github = await startDoor(world.github.origin);
      const goto = await startDoor(world.goto.origin);
      await Promise.all([github.shut(), goto.shut()]);
      world.goto.on(grant, () => github.shut());
      world.github.on(write, () => goto.shut());
      const action = await startAction({
        node: runtime(24).path,
        inputs: world.inputs({
          'github-api-url': github.origin,
          'token-url': `${goto.origin}/oauth/token`,
          'goto-api-url': goto.origin,
          'lookup-organizer': 'true',
        }),
      });
      for (const { host, operation } of everyHop) {
        await action.waitForLine(new RegExp(`${operation.source}.*ECONNREFUSED`));
        await { github, goto }[host].open();
      }
      const run = await action.result;
      await Promise.all([github.shut(), goto.shut()]);

      expectSuccess(run, world);
      expect(run.stderr).toBe('');
      for (const hop of everyHop) expect(requestsFor(world, hop)).toHaveLength(1);
    }));

  it('waits as long as it is told', () =>
    inRotatingWorld(async (world) => {
      const busy = { status: 429, headers: { 'retry-after': '1' } };
      for (const { host, match } of everyHop) world[host].on(match, busy);
      const run = await runAll(bundle, world);
      expectSuccess(run, world);
      for (const hop of everyHop) {
        const waits = gaps(requestsFor(world, hop));
        expect(waits).toHaveLength(1);
        expect(waits[0]).toBeGreaterThanOrEqual(1_000);
        const lines = triesAgain(run).filter((line) => hop.operation.test(line));
        expect(lines).toEqual([expect.stringContaining(': status 429)')]);
      }
    }));

  it('waits for the limits of GitHub, which come with 403', () =>
    inRotatingWorld(async (world) => {
      const resetAt = new Date(Date.now() + 1_000);
      world.github.on(publicKeyRead, quotaExhausted({ resetAt }));
      world.github.on(write, secondaryRateLimit({ retryAfter: 1 }));
      const run = await runAll(bundle, world);
      expectSuccess(run, world);
      expect(triesAgain(run)).toHaveLength(2);
      for (const line of triesAgain(run)) expect(line).toContain(': status 403)');
      const keyReads = requestsFor(world, hops.publicKey);
      expect(keyReads[1]?.at).toBeGreaterThan(resetAt.getTime());
      expect(gaps(world.github.writes())[0]).toBeGreaterThanOrEqual(1_000);
    }));

  it('takes a new connection after a time-out', () =>
    inRotatingWorld(async (world) => {
      // The network forgets the connections of the reads.
      const isDead = ({ connection }: RecordedRequest) => (connection <= 2 ? 'hang' : undefined);
      world.github.on(write, isDead, 'always');
      const run = await bundle.runAction({ inputs: world.inputs() });
      expect(run.exitCode, run.log).toBe(0);
      expect(world.github.writes()).toHaveLength(2);
    }));

  const again: [string, Fault, RegExp][] = [
    ['connections are reset', 'reset', /: ECONNRESET\)/],
    ['answers are cut', 'cut', /: (ECONNRESET|HPE_\w+)\)/],
    ['both hosts are overloaded', unicorn(), /: status 502\)/],
    ['what answers does not speak HTTP', { raw: 'SSH-2.0-OpenSSH_9\r\n\r\n' }, /: HPE_\w+\)/],
  ];
  it.each(again)('goes on when at each request first %s', (_what, fault, outcome) =>
    inRotatingWorld(async (world) => {
      for (const { host, match } of everyHop) world[host].on(match, fault);
      const run = await runAll(bundle, world);
      expectSuccess(run, world);
      expect(triesAgain(run), run.log).toHaveLength(everyHop.length);
      for (const hop of everyHop) {
        expect(requestsFor(world, hop)).toHaveLength(2);
        const lines = triesAgain(run).filter((line) => hop.operation.test(line));
        expect(lines).toEqual([expect.stringMatching(outcome)]);
      }
    }),
  );
});

function everyFault(driver: Driver) {
  it('does what can overlap at once, and nothing before its turn', () =>
    inRotatingWorld(async (world) => {
      const answered: Record<string, number> = {};
      const slowly = (what: string): Fault => ({
        delayMs: 200,
        fault: () => {
          answered[what] = performance.timeOrigin + performance.now();
          return undefined;
        },
      });
      const bothReads = world.github.waitForRequest(anyRead, { nth: 2 });
      const whenBothAreThere = (what: string) => async () => {
        await bothReads;
        return slowly(what);
      };
      world.github.on(publicKeyRead, whenBothAreThere('key'));
      world.github.on(metadataRead, whenBothAreThere('metadata'));
      world.goto.on(grant, slowly('grant'));
      world.github.on(write, slowly('write'));
      expectSuccess(await runAll(driver, world), world);

      const [granted, lookedUp] = world.goto.requests;
      const [written, ...more] = world.github.writes();
      expect(more).toEqual([]);
      expect(granted?.at).toBeGreaterThan(Math.max(answered.key ?? 0, answered.metadata ?? 0));
      expect(written?.at).toBeGreaterThan(answered.grant ?? Number.POSITIVE_INFINITY);
      expect(lookedUp?.at).toBeGreaterThan(answered.write ?? Number.POSITIVE_INFINITY);
    }));

  describe('a huge answer', () => {
    it.each([
      ['a public key', 'github', publicKeyRead, 'github-unavailable'],
      ['metadata', 'github', metadataRead, 'github-unavailable'],
      ['tokens', 'goto', grant, 'goto-answer-invalid'],
      ['an organizer', 'goto', organizerRead, 'organizer-lookup-failed'],
    ] as const)('instead of %s is no such answer', (_what, host, match, code) =>
      inRotatingWorld(async (world) => {
        const body = { id: '1', access_token: 'a', padding };
        world[host].on(match, { status: 200, body });
        const run = await runAll(driver, world);
        failureOf(run, code);
        expect(triesAgain(run)).toEqual([]);
        const isStored = code === 'organizer-lookup-failed';
        expect(storedIn(world.repository)).toBe(
          isStored ? rotatedRefreshToken : storedRefreshToken,
        );
        if (host === 'github') expect(world.goto.requests).toEqual([]);
      }),
    );

    it('is not read to its end, if it has one', () =>
      inRotatingWorld(async (world) => {
        world.goto.on(grant, { status: 200, body: endless() });
        failureOf(await runAll(driver, world), 'goto-answer-invalid');
        expect(storedIn(world.repository)).toBe(storedRefreshToken);
      }));

    it('after a write changes nothing of what its status says', () =>
      inRotatingWorld(async (world) => {
        world.github.on(write, { status: 201, body: { padding } });
        const run = await runAll(driver, world);
        expect(run.exitCode, run.log).toBe(0);
        expect(world.github.writes()).toHaveLength(1);
      }));
  });
}

describe.concurrent.each([bundle])('%s', everyFault);

describe.each([sourceDriver])('%s', everyFault);
