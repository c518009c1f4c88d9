import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { bundleDrivers, type Driver, drivers } from './support/drivers';
import type { Answer, Fault, Match, RecordedRequest } from './support/faults';
import {
  githubError,
  notForPersonalTokens,
  notFound,
  quotaExhausted,
  secondaryRateLimit,
  unicorn,
} from './support/github-answers';
import {
  issuedAccessToken,
  organizerKey,
  rotatedRefreshToken,
  tokenAnswer,
  userAnswer,
} from './support/goto-answers';
import { recoveryCommands } from './support/recovery-commands';
import { type ActionOptions, startAction } from './support/run-action';
import type { InProcessRun } from './support/run-in-process';
import { runtime } from './support/runtimes';
import { clientSecret, githubToken, nowhere, storedRefreshToken } from './support/some-inputs';
import { secretName, startWorld, type World } from './support/world';

// Most of these runs wait more than they compute.
vi.setConfig({ maxConcurrency: 20 });

const publicKeyRead: Match = { method: 'GET', path: /\/public-key$/ };
const metadataRead: Match = { method: 'GET', path: new RegExp(`/${secretName}$`) };
const grant: Match = { method: 'POST' };
const write: Match = { method: 'PUT' };
const lookUp: Match = { method: 'GET' };

/** Every request of a run that rotates and looks up the organizer: where, which, its name in the log. */
const hops: { host: 'github' | 'goto'; match: Match; operation: RegExp }[] = [
  { host: 'github', match: publicKeyRead, operation: /read the public key/ },
  { host: 'github', match: metadataRead, operation: /read the metadata/ },
  { host: 'goto', match: grant, operation: /get an access token from GoTo/ },
  { host: 'github', match: write, operation: new RegExp(`store .*${secretName}`) },
  { host: 'goto', match: lookUp, operation: /look up the organizer/ },
];

/** A GoTo that rotates and knows its organizer, and a GitHub, for the time of `act`. */
async function inWorld(act: (world: World) => Promise<void>): Promise<void> {
  const world = await startWorld();
  world.goto.always(tokenAnswer({ refresh_token: rotatedRefreshToken }));
  world.goto.alwaysUser(userAnswer());
  try {
    await act(world);
  } catch (failure) {
    // What was planned and not met would hide why.
    await world.close().catch(() => undefined);
    throw failure;
  }
  await world.close();
}

/** Runs with every step of it, and sees to it that no secret is told. */
async function runAll(
  { runAction }: Driver,
  world: World,
  { inputs, ...options }: Partial<ActionOptions> = {},
): Promise<InProcessRun> {
  const run = await runAction({
    ...options,
    inputs: world.inputs({ 'lookup-organizer': 'true', ...inputs }),
  });
  const seen = run.lines.filter((line) => !line.startsWith('::add-mask::')).join('\n');
  const secrets = [storedRefreshToken, clientSecret, githubToken, issuedAccessToken];
  for (const secret of [...secrets, rotatedRefreshToken]) {
    expect(seen).not.toContain(secret);
    expect(run.summary).not.toContain(secret);
  }
  return run;
}

const triesAgain = ({ lines }: InProcessRun) =>
  lines.filter((line) => line.startsWith('Trying again'));

const storedValue = ({ repository }: World) => repository.secret(secretName).value;

function expectSuccess(run: InProcessRun, world: World): void {
  expect(run.exitCode, run.log).toBe(0);
  expect(run.annotations).toEqual([]);
  expect(run.outputs).toMatchObject({
    'access-token': issuedAccessToken,
    'refresh-token-rotated': 'true',
    'organizer-key': organizerKey,
  });
  expect(storedValue(world)).toBe(rotatedRefreshToken);
}

/** Checks how a run failed and gives the text of its one annotation. */
function failureOf(run: InProcessRun, code: string): string {
  expect(run.exitCode, run.log).toBe(1);
  expect(run.annotations).toEqual([{ level: 'error', message: expect.stringContaining(code) }]);
  expect(run.outputs['error-code']).toBe(code);
  return run.annotations[0]?.message ?? '';
}

/** The one recovery of a run, opened: the same in the log and in the summary. */
function expectRecovery(run: InProcessRun, { repository }: World, keyId: string): void {
  const inLog = recoveryCommands(run.log);
  expect(inLog).toHaveLength(1);
  expect(recoveryCommands(run.summary)).toEqual(inLog);
  const { encryptedValue = '', keyId: sealedFor } = inLog[0] ?? {};
  expect(sealedFor).toBe(keyId);
  expect(repository.open(encryptedValue, keyId)).toBe(rotatedRefreshToken);
}

/** The milliseconds between one request and the next. */
const gaps = (requests: RecordedRequest[]) =>
  requests.slice(1).map(({ at }, index) => at - (requests[index]?.at ?? 0));

const requestsFor = (world: World, { host, match }: (typeof hops)[number]) =>
  world[host].requests.filter(
    ({ method, target }) =>
      method === match.method && (match.path === undefined || target.search(match.path) >= 0),
  );

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

const [bundle, source] = drivers.slice(-2) as [Driver, Driver];

// These runs wait more than they compute, so they overlap, those that take longest first.
describe.concurrent(`${bundle.name}, with patience`, () => {
  it.each([
    ['GitHub', publicKeyRead],
    ['GoTo', lookUp],
  ])('gives up a try at which %s hangs, and tries again', (host, match) =>
    inWorld(async (world) => {
      const server = host === 'GitHub' ? world.github : world.goto;
      server.on(match, 'hang');
      const run = await runAll(bundle, world);
      expectSuccess(run, world);
      const hop = hops.find((one) => one.match === match) as (typeof hops)[number];
      const [gap = 0, ...others] = gaps(requestsFor(world, hop));
      expect(others).toEqual([]);
      expect(gap).toBeGreaterThan(5_000);
      expect(triesAgain(run)).toEqual([expect.stringMatching(hop.operation)]);
      expect(triesAgain(run)[0]).toContain('no answer in time');
    }),
  );

  it('asks five times, each time after a longer wait, and debugs without secrets', () =>
    inWorld(async (world) => {
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
      expect(storedValue(world)).toBe(storedRefreshToken);
    }));

  it.each([
    ['github-api-url', 'github-unavailable', 'GitHub', 8],
    ['token-url', 'goto-unavailable', 'GoTo', 4],
  ])('ends when nobody listens at %s', (input, code, host, retries) =>
    inWorld(async (world) => {
      const run = await runAll(bundle, world, { inputs: { [input]: `${nowhere}/x` } });
      const message = failureOf(run, code);
      expect(message).toContain(host);
      expect(message).toContain('ECONNREFUSED');
      expect(message).toContain('GoTo was not asked, and the stored refresh token is unchanged.');
      expect(triesAgain(run)).toHaveLength(retries);
      expect(world.goto.requests).toEqual([]);
      expect(storedValue(world)).toBe(storedRefreshToken);
    }),
  );

  it('goes on when each connection is refused at first', () =>
    inWorld(async (world) => {
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
      for (const { host, operation } of hops) {
        await action.waitForLine(new RegExp(`${operation.source}.*ECONNREFUSED`));
        await { github, goto }[host].open();
      }
      const run = await action.result;
      await Promise.all([github.shut(), goto.shut()]);

      expectSuccess(run, world);
      expect(run.stderr).toBe('');
      for (const hop of hops) expect(requestsFor(world, hop)).toHaveLength(1);
    }));

  it('waits as long as it is told', () =>
    inWorld(async (world) => {
      const busy = { status: 429, headers: { 'retry-after': '1' } };
      for (const { host, match } of hops) world[host].on(match, busy);
      const run = await runAll(bundle, world);
      expectSuccess(run, world);
      for (const hop of hops) {
        const waits = gaps(requestsFor(world, hop));
        expect(waits).toHaveLength(1);
        expect(waits[0]).toBeGreaterThanOrEqual(1_000);
        expect(waits[0]).toBeLessThan(5_000);
        const lines = triesAgain(run).filter((line) => hop.operation.test(line));
        expect(lines).toEqual([expect.stringContaining('(status 429)')]);
      }
    }));

  it('waits for the limits of GitHub, which come with 403', () =>
    inWorld(async (world) => {
      const resetAt = new Date(Date.now() + 1_000);
      world.github.on(publicKeyRead, quotaExhausted({ resetAt }));
      world.github.on(write, secondaryRateLimit({ retryAfter: 1 }));
      const run = await runAll(bundle, world);
      expectSuccess(run, world);
      expect(triesAgain(run)).toHaveLength(2);
      for (const line of triesAgain(run)) expect(line).toContain('(status 403)');
      const keyReads = requestsFor(world, hops[0] as (typeof hops)[number]);
      expect(keyReads[1]?.at).toBeGreaterThan(resetAt.getTime());
      expect(gaps(world.github.writes())[0]).toBeGreaterThanOrEqual(1_000);
    }));

  it('has the patience for slow answers', () =>
    inWorld(async (world) => {
      for (const { host, match } of hops) world[host].on(match, { delayMs: 700 });
      const run = await runAll(bundle, world);
      expectSuccess(run, world);
      expect(triesAgain(run)).toEqual([]);
    }));

  it('does a write again whose answer was lost', () =>
    inWorld(async (world) => {
      world.github.on(write, { lost: 'reset' });
      const run = await runAll(bundle, world);
      expectSuccess(run, world);
      expect(world.repository.secret(secretName).written).toEqual([
        rotatedRefreshToken,
        rotatedRefreshToken,
      ]);
      expect(triesAgain(run)).toEqual([expect.stringMatching(/store .*\(ECONNRESET\)/)]);
    }));

  const again: [string, Fault, RegExp][] = [
    ['connections are reset', 'reset', /\(ECONNRESET\)/],
    ['answers are cut', 'cut', /\((ECONNRESET|HPE_\w+)\)/],
    ['both hosts are overloaded', unicorn(), /\(status 502\)/],
    ['what answers does not speak HTTP', { raw: 'SSH-2.0-OpenSSH_9\r\n\r\n' }, /\(HPE_\w+\)/],
  ];
  it.each(again)('goes on when at each request first %s', (_what, fault, outcome) =>
    inWorld(async (world) => {
      for (const { host, match } of hops) world[host].on(match, fault);
      const run = await runAll(bundle, world);
      expectSuccess(run, world);
      expect(triesAgain(run)).toHaveLength(hops.length);
      for (const hop of hops) {
        expect(requestsFor(world, hop)).toHaveLength(2);
        const lines = triesAgain(run).filter((line) => hop.operation.test(line));
        expect(lines).toEqual([expect.stringMatching(outcome)]);
      }
    }),
  );
});

function everyFault(driver: Driver) {
  it('goes on when both hosts are down at each request first', () =>
    inWorld(async (world) => {
      const down = { ...unicorn(503), headers: { 'retry-after': '0' } };
      for (const { host, match } of hops) world[host].on(match, down);
      const run = await runAll(driver, world);
      expectSuccess(run, world);
      expect(triesAgain(run)).toHaveLength(hops.length);
      for (const { operation } of hops) {
        const lines = triesAgain(run).filter((line) => operation.test(line));
        expect(lines).toEqual([expect.stringContaining('(status 503)')]);
      }
    }));

  it.each([
    ['github-api-url', 'github-unavailable', 'github'],
    ['token-url', 'goto-unavailable', 'goto'],
  ] as const)('does not repeat a TLS that fails at %s', (input, code, host) =>
    inWorld(async (world) => {
      const inputs = { [input]: world[host].origin.replace('http:', 'https:') };
      const run = await runAll(driver, world, { inputs });
      expect(failureOf(run, code)).toContain('GoTo was not asked');
      expect(triesAgain(run)).toEqual([]);
      expect(world.goto.requests).toEqual([]);
    }),
  );

  it('does what can overlap at once, and nothing before its turn', () =>
    inWorld(async (world) => {
      const answered: Record<string, number> = {};
      const slowly = (what: string): Fault => ({
        delayMs: 200,
        fault: () => {
          answered[what] = performance.timeOrigin + performance.now();
          return undefined;
        },
      });
      world.github.on(publicKeyRead, slowly('key'));
      world.github.on(metadataRead, slowly('metadata'));
      world.goto.on(grant, slowly('grant'));
      world.github.on(write, slowly('write'));
      expectSuccess(await runAll(driver, world), world);

      expect(world.github.requests.slice(0, 2).map(({ inFlight }) => inFlight)).toEqual([1, 2]);
      const [granted, lookedUp] = world.goto.requests;
      const [written, ...more] = world.github.writes();
      expect(more).toEqual([]);
      expect(granted?.at).toBeGreaterThan(Math.max(answered.key ?? 0, answered.metadata ?? 0));
      expect(written?.at).toBeGreaterThan(answered.grant ?? Number.POSITIVE_INFINITY);
      expect(lookedUp?.at).toBeGreaterThan(answered.write ?? Number.POSITIVE_INFINITY);
    }));

  describe('an answer beyond all measure', () => {
    it.each([
      ['a public key', 'github', publicKeyRead, 'github-unavailable'],
      ['metadata', 'github', metadataRead, 'github-unavailable'],
      ['tokens', 'goto', grant, 'goto-answer-invalid'],
      ['an organizer', 'goto', lookUp, 'organizer-lookup-failed'],
    ] as const)('instead of %s is no such answer', (_what, host, match, code) =>
      inWorld(async (world) => {
        const body = { id: '1', access_token: 'a', refresh_token: 'r', padding };
        world[host].on(match, { status: 200, body });
        const run = await runAll(driver, world);
        failureOf(run, code);
        expect(triesAgain(run)).toEqual([]);
        const isStored = code === 'organizer-lookup-failed';
        expect(storedValue(world)).toBe(isStored ? rotatedRefreshToken : storedRefreshToken);
        if (host === 'github') expect(world.goto.requests).toEqual([]);
      }),
    );

    it('is not read to its end, if it has one', () =>
      inWorld(async (world) => {
        world.goto.on(grant, { status: 200, body: endless() });
        failureOf(await runAll(driver, world), 'goto-answer-invalid');
        expect(storedValue(world)).toBe(storedRefreshToken);
      }));

    it('after a write changes nothing of what its status says', () =>
      inWorld(async (world) => {
        world.github.on(write, { status: 201, body: { padding } });
        const run = await runAll(driver, world);
        expect(run.exitCode, run.log).toBe(0);
        expect(world.github.writes()).toHaveLength(1);
      }));
  });

  describe('a write', () => {
    const noWrite: Answer[] = [
      { status: 200, body: '<html>Please sign in to the Wi-Fi</html>' },
      { status: 202, body: {} },
      ...[301, 302, 303, 307, 308].map((status) => ({ status, headers: { location: '/x' } })),
      githubError(409, 'Conflict'),
    ];
    it.each(noWrite)('is not done by $status', (answer) =>
      inWorld(async (world) => {
        const { keyId } = keyOf(world);
        world.github.on(write, answer);
        const run = await runAll(driver, world);
        expect(failureOf(run, 'write-back-failed')).toContain(`status ${answer.status}`);
        expect(world.github.writes()).toHaveLength(1);
        expect(world.github.requests).toHaveLength(3);
        expect(storedValue(world)).toBe(storedRefreshToken);
        expectRecovery(run, world, keyId);
      }),
    );

    it('is tried five times while GitHub is down', () =>
      inWorld(async (world) => {
        const { keyId } = keyOf(world);
        world.github.on(write, { status: 503, headers: { 'retry-after': '0' } }, 5);
        const run = await runAll(driver, world);
        expect(failureOf(run, 'write-back-failed')).toContain('status 503');
        expect(triesAgain(run)).toHaveLength(4);
        expectRecovery(run, world, keyId);
      }));

    it('is given up at once when the quota comes back too late', () =>
      inWorld(async (world) => {
        const { keyId } = keyOf(world);
        const resetAt = new Date(Date.now() + 600_000);
        world.github.on(write, quotaExhausted({ resetAt }));
        const run = await runAll(driver, world);
        expect(failureOf(run, 'write-back-failed')).toContain('status 403');
        expect(triesAgain(run)).toEqual([]);
        expectRecovery(run, world, keyId);
      }));
  });

  describe('a public key', () => {
    /** GitHub changes its key when GoTo has been asked, and the run holds the old one. */
    function changeKeyAfterRead({ goto, repository }: World): void {
      goto.on(grant, () => {
        repository.rotateKey();
        return undefined;
      });
    }

    it('that changes between read and write is read again', () =>
      inWorld(async (world) => {
        changeKeyAfterRead(world);
        const run = await runAll(driver, world);
        expectSuccess(run, world);
        const [first, second, ...others] = world.github.writes().map(({ status }) => status);
        expect([first, second]).toEqual([422, 204]);
        expect(others).toEqual([]);
        expect(requestsFor(world, hops[0] as (typeof hops)[number])).toHaveLength(2);
        expect(world.repository.secret(secretName).written).toEqual([rotatedRefreshToken]);
        expect(recoveryCommands(run.log)).toEqual([]);
      }));

    it('that changes again leaves a recovery under the newest one read', () =>
      inWorld(async (world) => {
        changeKeyAfterRead(world);
        let newest = '';
        world.github.on(publicKeyRead, { delayMs: 0 });
        world.github.on(publicKeyRead, () => {
          const body = world.repository.publicKey;
          newest = body.key_id;
          world.repository.rotateKey();
          return { status: 200, body };
        });
        const run = await runAll(driver, world);
        expect(failureOf(run, 'write-back-failed')).toContain('status 422');
        expect(world.github.writes().map(({ status }) => status)).toEqual([422, 422]);
        expect(storedValue(world)).toBe(storedRefreshToken);
        expectRecovery(run, world, newest);
      }));

    it.each<[string, Answer]>([
      ['is none', { status: 200, body: { key: 'AAAA', key_id: '1' } }],
      ['is gone', notFound()],
    ])('that changed and, read again, %s leaves a recovery under the old one', (_what, answer) =>
      inWorld(async (world) => {
        const { keyId } = keyOf(world);
        changeKeyAfterRead(world);
        world.github.on(publicKeyRead, { delayMs: 0 });
        world.github.on(publicKeyRead, answer);
        const run = await runAll(driver, world);
        expect(failureOf(run, 'write-back-failed')).toContain('status 422');
        expect(world.github.writes()).toHaveLength(1);
        expectRecovery(run, world, keyId);
      }),
    );
  });

  describe('what cannot be told to the runner', () => {
    const broken: [string, Partial<ActionOptions>, RegExp][] = [
      ['no output file', { outputFile: 'missing' }, /output/],
      ['a directory for an output file', { outputFile: 'directory' }, /EISDIR/],
      ['no variable for an output file', { outputFile: 'unset' }, /GITHUB_OUTPUT/],
      ['a directory for a summary', { summaryFile: 'directory' }, /summary.*EISDIR/],
      ...(process.platform === 'linux'
        ? ([
            ['no space for outputs', { outputFile: 'full' }, /ENOSPC/],
            ['no space for a summary', { summaryFile: 'full' }, /summary.*ENOSPC/],
          ] as [string, Partial<ActionOptions>, RegExp][])
        : []),
    ];
    it.each(broken)('with %s, fails the step after the store', (_what, options, named) =>
      inWorld(async (world) => {
        const run = await runAll(driver, world, options);
        expect(storedValue(world)).toBe(rotatedRefreshToken);
        expect(world.github.writes()).toHaveLength(1);
        expect(run.exitCode, run.log).toBe(1);
        expect(run.annotations).toHaveLength(1);
        expect(run.annotations[0]).toMatchObject({ level: 'error' });
        expect(run.annotations[0]?.message).toMatch(named);
        expect(run.annotations[0]?.message).toMatch(/new refresh token, and it is stored/);
        expect(run.annotations[0]?.message).toContain('unexpected');
        expect(run.log).not.toMatch(/^\s+at /m);
      }),
    );

    it('with a summary file that is gone, the store is done all the same', () =>
      inWorld(async (world) => {
        await runAll(driver, world, { summaryFile: 'missing' });
        expect(storedValue(world)).toBe(rotatedRefreshToken);
      }));

    it('with no output file, fails a step that had nothing to store too', () =>
      inWorld(async (world) => {
        world.goto.always(tokenAnswer());
        const run = await runAll(driver, world, { outputFile: 'missing' });
        expect(run.exitCode, run.log).toBe(1);
        expect(run.annotations).toHaveLength(1);
        expect(run.annotations[0]?.message).toContain('the stored one stays');
      }));

    it.each<Partial<ActionOptions>>([
      { outputFile: 'directory' },
      { outputFile: 'unset' },
      { summaryFile: 'directory' },
      { summaryFile: 'unset' },
    ])('with %o, still leaves the recovery in the log', (options) =>
      inWorld(async (world) => {
        world.github.on(write, notForPersonalTokens());
        const run = await runAll(driver, world, options);
        expect(run.exitCode, run.log).toBe(1);
        expect(run.annotations[0]?.message).toContain('write-back-failed');
        const [{ encryptedValue = '', keyId } = {}, ...others] = recoveryCommands(run.log);
        expect(others).toEqual([]);
        expect(world.repository.open(encryptedValue, keyId)).toBe(rotatedRefreshToken);
      }),
    );
  });
}

/** The id of the key that a place has before the run begins. */
function keyOf({ repository }: World): { keyId: string } {
  return { keyId: repository.publicKey.key_id };
}

describe.concurrent.each(bundleDrivers)('$name, when its log is read no more', (driver) => {
  const stored = (run: InProcessRun, world: World) => {
    expect(storedValue(world)).toBe(rotatedRefreshToken);
    expect(run.exitCode).toBe(1);
    expect(run.outputs).toMatchObject({
      'access-token': issuedAccessToken,
      'refresh-token-rotated': 'true',
      'error-code': 'unexpected',
    });
  };

  it('before GoTo answers, stores the token and fails', () =>
    inWorld(async (world) => {
      world.goto.on(grant, { delayMs: 300 });
      stored(await runAll(driver, world, { closeStdoutAt: /^Found / }), world);
    }));

  it('before the write is answered, stores the token and fails', () =>
    inWorld(async (world) => {
      world.github.on(write, { delayMs: 300 });
      const inputs = { 'lookup-organizer': 'false' };
      const closeStdoutAt = /^GoTo sent a new refresh token/;
      stored(await runAll(driver, world, { closeStdoutAt, inputs }), world);
    }));

  it('before the last line of a run without rotation, fails', () =>
    inWorld(async (world) => {
      world.goto.always(tokenAnswer());
      world.goto.on(grant, { delayMs: 300 });
      const inputs = { 'lookup-organizer': 'false' };
      const run = await runAll(driver, world, { closeStdoutAt: /^Found /, inputs });
      expect(run.exitCode).toBe(1);
      expect(run.outputs).toMatchObject({
        'access-token': issuedAccessToken,
        'error-code': 'unexpected',
      });
    }));

  it('before a write that is refused, leaves the recovery in the summary', () =>
    inWorld(async (world) => {
      world.github.on(write, { delayMs: 300, fault: notForPersonalTokens() });
      const closeStdoutAt = /^GoTo sent a new refresh token/;
      const run = await runAll(driver, world, { closeStdoutAt });
      expect(run.exitCode).toBe(1);
      expect(run.outputs['error-code']).toBe('write-back-failed');
      const [{ encryptedValue = '', keyId } = {}] = recoveryCommands(run.summary);
      expect(world.repository.open(encryptedValue, keyId)).toBe(rotatedRefreshToken);
    }));
});

describe.concurrent.each([bundle])('$name', everyFault);

describe.each([source])('$name', everyFault);
