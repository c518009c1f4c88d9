import { expect, it, type TestContext, vi } from 'vitest';
import { describeEach } from '../support/driver';
import { bundleOn, later, source } from '../support/drivers';
import { down } from '../support/faults';
import { badCredentials, notForPersonalTokens } from '../support/github-answers';
import type { SecretSeed } from '../support/github-place';
import { rotatedRefreshToken, tokenAnswer } from '../support/goto-answers';
import { recoveryCommands } from '../support/recovery-commands';
import { type ActionOptions, importing, type SeenRun, startAction } from '../support/run-action';
import { failureOf } from '../support/run-checks';
import { runtime } from '../support/runtimes';
import { describeRuns, type RunScenario } from '../support/scenarios';
import { storedRefreshToken } from '../support/some-inputs';
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
 * The end of the job, which stores what the main step could not store.
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
    atTheEnd: ({ github }) => github.on({ method: 'GET' }, badCredentials(), 3),
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
  scenario('somebody has deleted the secret since', {
    ...refused(),
    atTheEnd: ({ repository }) => repository.remove(secretName),
  });
  scenario('two of three repositories are missing, and one is still refused', {
    inputs: { repository: 'octo/webinars\nocto/reports\nocto/registrations' },
    given: ({ github }) => {
      for (const name of ['octo/reports', 'octo/registrations']) {
        github.addRepository(name, { secrets });
      }
      github.on(writeAt(/reports|registrations/), notForPersonalTokens(), 3);
    },
    atTheEnd: noChange,
  });
  scenario('an organization, for two repositories', {
    inputs: { organization: 'octo-org' },
    given: ({ github }) => {
      const shared: Partial<SecretSeed> = { visibility: 'selected', selectedRepositoryIds: [3, 5] };
      github.addOrganization('octo-org', {
        secrets: { [secretName]: { value: storedRefreshToken, ...shared } },
      });
      github.on(write, notForPersonalTokens());
    },
    atTheEnd: noChange,
  });

  // In these there is nothing to do: nobody is asked, and nothing is printed.
  scenario('after a rotation', { atTheEnd: noChange });
  scenario('after a run that failed before GoTo was asked', {
    given: ({ github }) => github.on({ method: 'GET' }, notForPersonalTokens(), 2),
    atTheEnd: noChange,
  });

  // Only a process of its own can be killed.
  const asBundle = { drivers: [bundleOn(24)] };
  const killedWhen = (when: (world: World) => Promise<unknown>): RunScenario => ({
    ...asBundle,
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

  it('a token of 48 KB is in the state', async (context) => {
    const token = 't'.repeat(48 * 1024);
    const { world, inputs, state } = await killed(context, token);
    expect((await runAction({ inputs, state })).exitCode).toBe(0);
    expect(storedIn(world.repository)).toBe(token);
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

  const refusedThenEnded = (
    { inputs = {}, state = {} }: Partial<Pick<ActionOptions, 'inputs' | 'state'>>,
    check: (end: SeenRun, world: World) => void,
  ) =>
    inWorld(async (world) => {
      world.github.on(write, notForPersonalTokens());
      const main = await runAction({ inputs: world.inputs() });
      const all = { ...main.state, ...state };
      check(await runAction({ inputs: world.inputs(inputs), state: all }), world);
    }, rotates);

  it('without the GitHub token, the command is printed', () =>
    refusedThenEnded({ inputs: { 'github-token': '' } }, (end) => {
      expect(failureOf(end, 'input-invalid')).toContain('github-token');
      expect(recoveryCommands(end.log)).toHaveLength(1);
    }));

  it('with a value that cannot be read, the others are stored, and it fails', () =>
    refusedThenEnded({ state: { write_9: '{' } }, (end, world) => {
      expect(failureOf(end, 'unexpected')).toContain('1 of the saved values cannot be read');
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    }));
});
