import { describe, expect, it, vi } from 'vitest';
import { bundleOn } from '../support/action';
import { unicorn } from '../support/github-stand-in';
import { issuedAccessToken, organizerKey, rotatedRefreshToken } from '../support/goto-stand-in';
import { expectNoSecret, failureOf } from '../support/run-checks';
import type { SeenRun } from '../support/runner';
import { storedRefreshToken } from '../support/some-inputs';
import { type Fault, type Match, matches, type RecordedRequest } from '../support/stand-in-server';
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

const bundle = bundleOn(24);

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

/** Makes a run with every step of it, and checks that it shows no secret. */
async function runAll(world: World): Promise<SeenRun> {
  const run = await bundle.runAction({ inputs: world.inputs({ 'lookup-organizer': 'true' }) });
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

async function* endless(): AsyncGenerator<string> {
  yield `{"access_token":"`;
  for (;;) yield 'x'.repeat(64 * 1024);
}

// These runs wait more than they compute, so they overlap, those that take longest first.
describe.concurrent('a run tries again', () => {
  it.each([
    ['GitHub', hops.publicKey],
    ['GoTo', hops.organizer],
  ])('when %s hangs', (_host, hop: Hop) =>
    inRotatingWorld(async (world) => {
      world[hop.host].on(hop.match, 'hang');
      const run = await runAll(world);
      expectSuccess(run, world);
      const [gap = 0, ...others] = gaps(requestsFor(world, hop));
      expect(others).toEqual([]);
      expect(gap).toBeGreaterThan(5_000);
      expect(triesAgain(run)).toEqual([expect.stringMatching(hop.operation)]);
      expect(triesAgain(run)[0]).toContain('no answer in time');
    }),
  );

  it('after as long as it is told to wait', () =>
    inRotatingWorld(async (world) => {
      const busy = { status: 429, headers: { 'retry-after': '1' } };
      for (const { host, match } of everyHop) world[host].on(match, busy);
      const run = await runAll(world);
      expectSuccess(run, world);
      for (const hop of everyHop) {
        const waits = gaps(requestsFor(world, hop));
        expect(waits).toHaveLength(1);
        expect(waits[0]).toBeGreaterThanOrEqual(1_000);
        const lines = triesAgain(run).filter((line) => hop.operation.test(line));
        expect(lines).toEqual([expect.stringContaining(': status 429)')]);
      }
    }));

  it('over a new connection after a time-out', () =>
    inRotatingWorld(async (world) => {
      // The network forgets the connections of the reads and of the write check.
      const isDead = ({ connection }: RecordedRequest) => (connection <= 3 ? 'hang' : undefined);
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
  it.each(again)('when at each request first %s', (_what, fault, outcome) =>
    inRotatingWorld(async (world) => {
      for (const { host, match } of everyHop) world[host].on(match, fault);
      const run = await runAll(world);
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

describe.concurrent('a run', () => {
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
      expectSuccess(await runAll(world), world);

      const [granted, lookedUp] = world.goto.requests;
      const [written, ...more] = world.github.writes();
      expect(more).toEqual([]);
      expect(granted?.at).toBeGreaterThan(Math.max(answered.key ?? 0, answered.metadata ?? 0));
      expect(written?.at).toBeGreaterThan(answered.grant ?? Number.POSITIVE_INFINITY);
      expect(lookedUp?.at).toBeGreaterThan(answered.write ?? Number.POSITIVE_INFINITY);
    }));

  it.each([
    ['long', { access_token: 'a', padding: 'x'.repeat(3 * 1024 * 1024) }],
    ['endless', endless()],
  ])('takes no token from an answer that is %s', (_what, body) =>
    inRotatingWorld(async (world) => {
      world.goto.on(grant, { status: 200, body });
      failureOf(await runAll(world), 'goto-answer-invalid');
      expect(storedIn(world.repository)).toBe(storedRefreshToken);
    }),
  );

  it('has stored the token by the status of the answer, however long that is', () =>
    inRotatingWorld(async (world) => {
      world.github.on(write, { status: 201, body: endless() });
      expect((await runAll(world)).exitCode).toBe(0);
      expect(world.github.writes()).toHaveLength(1);
    }));
});
