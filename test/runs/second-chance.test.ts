import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, type TestContext, vi } from 'vitest';
import { bundleOn, later, source } from '../support/action';
import { describeEach } from '../support/driver';
import type { SecretSeed, StoredSecret } from '../support/github-stand-in';
import { badCredentials, notForPersonalTokens } from '../support/github-stand-in';
import { rotatedRefreshToken, tokenAnswer } from '../support/goto-stand-in';
import { failureOf } from '../support/run-checks';
import {
  committedBundle,
  committedPost,
  importing,
  type SeenRun,
  startAction,
} from '../support/runner';
import { runtime } from '../support/runtimes';
import { describeRuns, type RunScenario } from '../support/scenarios';
import { recoveryCommands } from '../support/shells';
import { storedRefreshToken } from '../support/some-inputs';
import { down } from '../support/stand-in-server';
import {
  grant,
  inWorld,
  rotates,
  secretName,
  storedIn,
  type World,
  worldFor,
  write,
  writeAt,
} from '../support/world';

/*
 * The post step, which stores what the main step could not store.
 */

vi.setConfig({ maxConcurrency: 8 });

/** Kills the process itself as soon as a sealed value is in the state. */
const killedBeforeTheWrite = importing(`
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  const { appendFileSync } = fs;
  fs.appendFileSync = (file, text, ...rest) => {
    appendFileSync(file, text, ...rest);
    if (text.includes('write_0')) process.kill(process.pid, 'SIGKILL');
  };
  syncBuiltinESMExports();`);

const noChange = () => undefined;
const refused = (times = 1): RunScenario => ({
  given: ({ github }) => github.on(write, notForPersonalTokens(), times),
  atTheEnd: noChange,
});
const secrets = { [secretName]: storedRefreshToken };

describeRuns({ topic: 'second-chance', given: rotates }, (scenario) => {
  scenario('GitHub is busy at the end too, at first', {
    ...refused(),
    atTheEnd: ({ github }) => github.on(write, down(), 2),
  });
  scenario('a crash while the write is not answered', {
    interrupt: { by: 'crash', when: ({ github }) => github.waitForRequest(write) },
    given: ({ github }) => github.on(write, later(9_500, 'hang')),
    atTheEnd: noChange,
  });
  scenario('still refused', refused(2));
  scenario('the secret cannot be read', {
    ...refused(),
    atTheEnd: ({ github }) => github.on({ method: 'GET' }, badCredentials(), 6),
  });
  scenario('the key was replaced', {
    ...refused(),
    atTheEnd: ({ repository }) => repository.rotateKey(),
  });
  scenario('somebody has written the secret since', {
    ...refused(),
    atTheEnd: ({ repository }) => {
      Object.assign(repository.secret(secretName), {
        value: 'a-newer-token',
        updatedAt: '2099-01-02T03:04:05Z',
      });
    },
  });
  scenario('somebody has put an older secret back since', {
    ...refused(),
    atTheEnd: ({ repository }) => {
      Object.assign(repository.secret(secretName), { updatedAt: '2020-01-02T03:04:05Z' });
    },
  });
  scenario('somebody has deleted the secret since', {
    ...refused(),
    atTheEnd: ({ repository }) => repository.remove(secretName),
  });
  const ofOrganization = (change: (secret: StoredSecret) => void, times = 1): RunScenario => ({
    inputs: { organization: 'octo-org' },
    given: ({ github }) => {
      const shared: Partial<SecretSeed> = { visibility: 'selected', selectedRepositoryIds: [3, 5] };
      github.addOrganization('octo-org', {
        secrets: { [secretName]: { value: storedRefreshToken, ...shared } },
      });
      github.on(write, notForPersonalTokens(), times);
    },
    atTheEnd: ({ github }) => {
      change(
        github.placeOf(`/orgs/octo-org/actions/secrets/${secretName}`).place.secret(secretName),
      );
    },
  });
  scenario('an organization, for two repositories', ofOrganization(noChange));
  scenario(
    'an organization that has removed a repository since',
    ofOrganization((secret) => Object.assign(secret, { selectedRepositoryIds: [5] })),
  );
  scenario(
    'an organization that shares the secret with all its repositories since, still refused',
    ofOrganization((secret) => Object.assign(secret, { visibility: 'all' }), 2),
  );
  const unreadable = ofOrganization(noChange);
  scenario('an organization whose secret cannot be read', {
    ...unreadable,
    atTheEnd: ({ github }) => github.on({ method: 'GET' }, badCredentials(), 6),
  });

  // In these there is nothing to do: nobody is asked, and nothing is printed.
  scenario('after a rotation', { atTheEnd: noChange });
  scenario('after a run that failed before GoTo was asked', {
    given: ({ github }) => github.on({ method: 'GET' }, notForPersonalTokens(), 2),
    atTheEnd: noChange,
  });

  // Only a process of its own can be killed.
  const killedWhen = (when: (world: World) => Promise<unknown>): RunScenario => ({
    asBundle: true,
    interrupt: { by: 'SIGKILL', when },
    atTheEnd: noChange,
  });
  const killedWriting = killedWhen(({ github }) => github.waitForRequest(write));
  scenario('killed before GoTo has answered', {
    ...killedWhen(({ goto }) => goto.waitForRequest(grant)),
    given: ({ goto }) => goto.on(grant, 'hang'),
  });
  scenario('killed before the write', {
    ...killedWhen(() => new Promise(() => undefined)),
    nodeArgs: killedBeforeTheWrite,
  });
  scenario('killed while the write is out', {
    ...killedWriting,
    given: ({ github }) => github.on(write, 'hang'),
  });
  scenario('killed when GitHub has stored the token', {
    ...killedWhen(({ repository }) =>
      vi.waitUntil(() => storedIn(repository) === rotatedRefreshToken, { timeout: 20_000 }),
    ),
    given: ({ github }) => github.on(write, { lost: 'hang' }),
  });
});

describeEach([bundleOn(24), source], 'after a killed run', ({ runAction }) => {
  /** Gives the state of a run that was killed during the write, in a world that ends with the test. */
  async function killed(context: TestContext, newToken = rotatedRefreshToken) {
    const world = await worldFor(context);
    world.goto.next(tokenAnswer({ refresh_token: newToken }));
    world.github.on(write, 'hang');
    const main = await startAction({ node: runtime(24).path, inputs: world.inputs() });
    await world.github.waitForRequest(write);
    main.kill('SIGKILL');
    const { state } = await main.result;
    const cancelled = {
      by: 'SIGTERM',
      when: world.github.waitForRequest(write, { nth: 2 }),
    } as const;
    cancelled.when.catch(() => undefined);
    return { world, state, inputs: world.inputs(), interrupt: cancelled };
  }

  it('a token of 20 KB is in the state', async (context) => {
    const token = 't'.repeat(20 * 1024);
    const { world, inputs, state } = await killed(context, token);
    expect((await runAction({ inputs, state })).exitCode).toBe(0);
    expect(storedIn(world.repository) === token).toBe(true);
  });

  it('a token of 48 KB does not fit into a variable', async (context) => {
    const { world, inputs, state } = await killed(context, 't'.repeat(48 * 1024));
    expect(await runAction({ inputs, state })).toMatchObject({ exitCode: 0, stdout: '' });
    expect(storedIn(world.repository)).toBe(storedRefreshToken);
  });

  it('the state survives a hook that puts a backslash before each equals sign', async (context) => {
    const { world, inputs, state } = await killed(context);
    const hooked = Object.entries(state).map(([name, value]) => [name, value.replace(/=/g, '\\=')]);
    expect((await runAction({ inputs, state: Object.fromEntries(hooked) })).exitCode).toBe(0);
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
  });

  it('the address of GitHub is in the state', async (context) => {
    const { world, inputs, state } = await killed(context);
    const foreign = { ...inputs, 'github-api-url': 'https://github.invalid', repository: 'a/b' };
    expect((await runAction({ inputs: foreign, state })).exitCode).toBe(0);
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
  });

  it('a signal does not keep the token from being stored', async (context) => {
    const { world, ...options } = await killed(context);
    world.github.on(write, later(1_000));
    expect(failureOf(await runAction(options), 'cancelled')).toContain('and it is stored');
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
  });

  it('a signal during a write that hangs leaves the command', async (context) => {
    const { world, ...options } = await killed(context);
    world.github.on(write, later(9_500, 'hang'));
    const end = await runAction(options);
    expect(failureOf(end, 'cancelled')).toContain('could not be stored');
    expect(recoveryCommands(end.log)).toHaveLength(1);
  });

  interface Changes {
    inputs?: Record<string, string>;
    state?: (saved: Record<string, string>) => Record<string, string>;
  }
  const refusedThenEnded = (
    { inputs = {}, state = (saved) => saved }: Changes,
    check: (end: SeenRun, world: World) => void,
  ) =>
    inWorld(async (world) => {
      world.github.on(write, notForPersonalTokens());
      const main = await runAction({ inputs: world.inputs() });
      const asked = world.goto.requests.length;
      check(await runAction({ inputs: world.inputs(inputs), state: state(main.state) }), world);
      expect(world.goto.requests).toHaveLength(asked);
    }, rotates);

  it.each(['', 'two words'])('with %j for a GitHub token, the command is printed', (token) =>
    refusedThenEnded({ inputs: { 'github-token': token } }, (end, world) => {
      const failure = failureOf(end, 'input-invalid');
      expect(failure).toContain('github-token');
      expect(failure).toContain('composite');
      expect(failure).toMatch(/printed command .*: it still stands/);
      expect(recoveryCommands(end.log)).toHaveLength(1);
      expect(world.github.writes()).toHaveLength(1);
    }),
  );

  it.each([
    ['ghp_of-another-action', /still stands. Create a new token .* a composite action/],
    [
      'ghs_of-another-action',
      /still stands. .* an hour, and may have expired: .* a composite action/,
    ],
  ])('with %s, which is refused, the error says whose it may be', (token, advice) =>
    refusedThenEnded({ inputs: { 'github-token': token } }, (end, world) => {
      expect(failureOf(end, 'write-back-failed')).toMatch(advice);
      expect(recoveryCommands(end.log)).toHaveLength(1);
      expect(world.github.writes()).toHaveLength(1);
    }),
  );

  it('with a value that cannot be read, the others are stored, and it fails', () =>
    refusedThenEnded({ state: (saved) => ({ ...saved, write_9: '{' }) }, (end, world) => {
      expect(failureOf(end, 'write-back-failed')).toContain('1 of the values');
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    }));

  it('with a state that was cut, nobody is asked, and it fails', () =>
    refusedThenEnded(
      { state: ({ write_0: saved = '' }) => ({ write_0: saved.slice(0, -2) }) },
      (end, world) => {
        expect(failureOf(end, 'write-back-failed')).toMatch(/printed command .*: it still stands/);
        expect(world.github.writes()).toHaveLength(1);
      },
    ));

  it('without any state, nobody is asked, and nothing is printed', () =>
    refusedThenEnded({ state: () => ({}) }, (end, world) => {
      expect(end).toMatchObject({ exitCode: 0, stdout: '' });
      expect(world.github.writes()).toHaveLength(1);
    }));

  it('of three places, one is stored already, one now, and one is still refused', () =>
    inWorld(async (world) => {
      const [reports, registrations] = ['octo/reports', 'octo/registrations'].map((name) =>
        world.github.addRepository(name, { secrets }),
      );
      world.github.on(writeAt(/reports|registrations/), notForPersonalTokens(), 2);
      world.github.on(writeAt(/reports/), notForPersonalTokens());
      const repository = 'octo/webinars\nocto/reports\nocto/registrations';
      const inputs = world.inputs({ repository });
      const { state } = await runAction({ inputs });
      const end = await runAction({ inputs, state });
      expect(failureOf(end, 'write-back-failed')).toContain('repository octo/reports at the end');
      expect(recoveryCommands(end.log).map(({ path }) => path)).toEqual([
        `repos/octo/reports/actions/secrets/${secretName}`,
      ]);
      const label = `${secretName} of repository octo/registrations`;
      expect(end.log).toContain(`The command for ${label} is not needed any more.`);
      const written = [world.repository, reports, registrations].map(
        (place) => place?.secret(secretName).written,
      );
      expect(written).toEqual([[rotatedRefreshToken], [], [rotatedRefreshToken]]);
    }, rotates));

  it('of 60 places, those that fit into the state are stored, and no second chance is promised', () =>
    inWorld(async (world) => {
      const names = Array.from({ length: 60 }, (_none, index) => `octo/repository-${index}`);
      const places = names.map((name) => world.github.addRepository(name, { secrets }));
      const token = 't'.repeat(20 * 1024);
      world.goto.next(tokenAnswer({ refresh_token: token }));
      world.github.on(write, notForPersonalTokens(), names.length);
      const inputs = world.inputs({ repository: names.join('\n') });
      const main = await runAction({ inputs });
      expect(failureOf(main, 'write-back-failed')).not.toContain('end of the job');
      const end = await runAction({ inputs, state: main.state });
      expect(end.exitCode).toBe(0);
      const stored = places.filter((place) => storedIn(place) === token);
      expect(stored.length).toBeGreaterThan(30);
      expect(end.log).toContain(`stored after all in ${stored.length} places`);
    }));
});

/*
 * The main step is canceled, or killed, at any moment, and then the post step of the bundle runs.
 */
describe.concurrent.each(['SIGINT', 'SIGKILL'] as const)('a main step that gets %s', (signal) => {
  it.each([25, 60, 120, 180])('after %i ms asks GoTo once, with its post step', (ms) =>
    inWorld(async (world) => {
      const { path: node } = runtime(24);
      const main = await startAction({ node, inputs: world.inputs() });
      await sleep(ms);
      main.kill(signal);
      const { exitCode, state } = await main.result;
      const end = await bundleOn(24).runAction({ inputs: world.inputs(), state });
      expect(end.exitCode, end.log).toBe(0);
      expect(world.goto.requests.length).toBeLessThanOrEqual(1);
      const { written } = world.repository.secret(secretName);
      expect(written.length).toBeLessThanOrEqual(1);
      // What was saved or reported is stored: by the one step or by the other. And a signal that can be
      // caught ends no run that has asked GoTo.
      const isCaught = signal === 'SIGINT' && world.goto.requests.length > 0;
      const isKnown = isCaught || exitCode === 0 || Object.keys(state).length > 0;
      if (isKnown) expect(written).toEqual([rotatedRefreshToken]);
      else expect(end.stdout).toBe('');
    }, rotates),
  );
});

it.each([20, 40, 60, 80, 120])('a post step that gets SIGTERM after %i ms stores', (ms) =>
  inWorld(async (world) => {
    world.github.on(write, notForPersonalTokens());
    const inputs = world.inputs();
    const main = await bundleOn(24).runAction({ inputs });
    const post = await startAction({ node: runtime(24).path, inputs, state: main.state });
    await sleep(ms);
    post.kill('SIGTERM');
    const { signal, log } = await post.result;
    const { written } = world.repository.secret(secretName);
    // Before its first line has run, nothing of ours can catch a signal.
    if (signal !== null) return;
    expect(written.length === 1 || recoveryCommands(log).length === 1, log).toBe(true);
  }, rotates),
);

it('a post step without the rest of its bundle says that the command stands', () =>
  inWorld(async (world) => {
    const alone = await mkdtemp(join(tmpdir(), 'post-'));
    await cp(committedPost, join(alone, 'post.js'));
    world.github.on(write, notForPersonalTokens());
    const { runAction } = bundleOn(24);
    const { state } = await runAction({ inputs: world.inputs() });
    const entry = join(alone, 'post.js');
    const end = await runAction({ inputs: world.inputs(), state, entry });
    await rm(alone, { recursive: true });
    expect(end.exitCode).toBe(1);
    expect(end.annotations).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/could not start.*still stands/s),
      }),
    ]);
  }, rotates));

it('a main step is none of a post step, whatever is in its environment', () =>
  inWorld(async (world) => {
    world.github.on(write, notForPersonalTokens());
    const { runAction } = bundleOn(24);
    const first = await runAction({ inputs: world.inputs() });
    const state = { ...first.state, stage: 'end-of-job' };
    const second = await runAction({ inputs: world.inputs(), state, entry: committedBundle });
    expect(second.outputs['access-token']).toBeDefined();
    expect(world.goto.requests).toHaveLength(2);
  }, rotates));
