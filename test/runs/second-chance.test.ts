import { describe, expect, it, type TestContext, vi } from 'vitest';
import { later } from '../support/drivers';
import { down, type Fault } from '../support/faults';
import { badCredentials, notForPersonalTokens } from '../support/github-answers';
import type { SecretSeed } from '../support/github-place';
import { rotatedRefreshToken, tokenAnswer } from '../support/goto-answers';
import { recoveryCommands } from '../support/recovery-commands';
import {
  type ActionOptions,
  type ActionRun,
  importing,
  runAction,
  startAction,
} from '../support/run-action';
import { expectNoSecret, failureOf } from '../support/run-checks';
import { runtime } from '../support/runtimes';
import { describeRuns, type RunScenario } from '../support/scenarios';
import { storedRefreshToken } from '../support/some-inputs';
import {
  grant,
  inWorld,
  rotates,
  secretName,
  startWorld,
  storedIn,
  type World,
  write,
} from '../support/world';

/*
 * The end of the job, which stores what the main step could not store.
 */

vi.setConfig({ maxConcurrency: 8 });

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
  for (const [by, title] of [
    ['SIGINT', 'cancelled while the write is not answered'],
    ['crash', 'a crash while the write is not answered'],
  ] as const) {
    scenario(title, {
      interrupt: { by, when: ({ github }) => github.waitForRequest(write) },
      given: ({ github }) => github.on(write, later(9_500, 'hang')),
      atTheEnd: noChange,
    });
  }
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
      github.on({ method: 'PUT', path: /reports|registrations/ }, notForPersonalTokens(), 3);
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
});

describe.concurrent('a run that is killed', () => {
  const node = runtime(24).path;

  /** A world that rotates and ends with the test. */
  async function worldFor({ onTestFinished }: TestContext): Promise<World> {
    const world = await startWorld();
    rotates(world);
    onTestFinished(() => world.close());
    return world;
  }

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

  async function killed(
    world: World,
    { until, nodeArgs = [] }: { until: () => Promise<unknown>; nodeArgs?: string[] },
  ): Promise<ActionRun> {
    const main = await startAction({ node, nodeArgs, inputs: world.inputs() });
    await until();
    main.kill('SIGKILL');
    const run = await main.result;
    expect(run.signal).toBe('SIGKILL');
    expectNoSecret(run);
    return run;
  }

  const atTheEnd = (world: World, { state }: ActionRun) =>
    runAction({ node, inputs: world.inputs(), state });

  const isWritten = ({ repository }: World) =>
    vi.waitUntil(() => repository.secret(secretName).written.length > 0, { timeout: 20_000 });

  it.for<[when: string, Fault | undefined, (world: World) => Promise<unknown>]>([
    ['before the write', undefined, ({ goto }) => goto.waitForRequest(grant)],
    ['while the write is out', 'hang', ({ github }) => github.waitForRequest(write)],
    ['between two tries', down(), ({ github }) => github.waitForRequest(write)],
  ])('%s is made good', async ([when, fault, until], context) => {
    const world = await worldFor(context);
    const nodeArgs = when === 'before the write' ? killedBeforeTheWrite : [];
    if (fault) world.github.on(write, fault);
    // The process that kills itself is not killed from here.
    const wait = async () => {
      await until(world);
      if (nodeArgs.length > 0) await new Promise((resolve) => setTimeout(resolve, 5_000));
    };
    const run = await killed(world, { until: wait, nodeArgs });
    expect(storedIn(world.repository)).toBe(storedRefreshToken);
    const end = await atTheEnd(world, run);
    expect(end).toMatchObject({ exitCode: 0, annotations: [], stderr: '' });
    expect(world.repository.secret(secretName).written).toEqual([rotatedRefreshToken]);
    expect(end.summary).toContain('rotated');
  });

  it('when GitHub has stored the token changes nothing', async (context) => {
    const world = await worldFor(context);
    world.github.on(write, { lost: 'hang' });
    const run = await killed(world, { until: () => isWritten(world) });
    const end = await atTheEnd(world, run);
    expect(end).toMatchObject({ exitCode: 0, annotations: [], stderr: '' });
    expect(end.log).toContain(`${secretName} of repository octo/webinars was written at`);
    expect(world.repository.secret(secretName).written).toEqual([rotatedRefreshToken]);
  });

  it('before GoTo has answered asks nobody at the end', async (context) => {
    const world = await worldFor(context);
    world.goto.on(grant, 'hang');
    const run = await killed(world, { until: () => world.goto.waitForRequest(grant) });
    const asked = world.github.requests.length;
    const end = await atTheEnd(world, run);
    expect(end).toMatchObject({ exitCode: 0, stdout: '', stderr: '', summary: '' });
    expect(world.goto.requests).toHaveLength(1);
    expect(world.github.requests).toHaveLength(asked);
  });

  it('and is refused at the end leaves the command', async (context) => {
    const world = await worldFor(context);
    world.github.on(write, 'hang');
    world.github.on(write, notForPersonalTokens());
    const run = await killed(world, { until: () => world.github.waitForRequest(write) });
    expect(recoveryCommands(run.log)).toEqual([]);
    const end = await atTheEnd(world, run);
    failureOf(end, 'write-back-failed');
    const [command, ...others] = recoveryCommands(end.log);
    expect(others).toEqual([]);
    expect(recoveryCommands(end.summary)).toEqual([command]);
    expect(command && world.repository.open(command.encryptedValue)).toBe(rotatedRefreshToken);
  });

  it('and is cancelled at the end while the write is out stores the token', async (context) => {
    const world = await worldFor(context);
    world.github.on(write, 'hang');
    const { state } = await killed(world, { until: () => world.github.waitForRequest(write) });
    world.github.on(write, { delayMs: 1_000 });
    const end = await startAction({ node, inputs: world.inputs(), state });
    await world.github.waitForRequest(write, { nth: 2 });
    end.kill('SIGTERM');
    expect(failureOf(await end.result, 'cancelled')).toContain('and it is stored');
    expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
  });

  it('with a token of 48 KB fits into the state', async (context) => {
    const world = await worldFor(context);
    const token = 't'.repeat(48 * 1024);
    world.goto.next(tokenAnswer({ refresh_token: token }));
    world.github.on(write, 'hang');
    const run = await killed(world, { until: () => world.github.waitForRequest(write) });
    const end = await atTheEnd(world, run);
    expect(end.exitCode, end.log).toBe(0);
    expect(storedIn(world.repository)).toBe(token);
  });

  it('and is cancelled at the end leaves the command within 10 s', async (context) => {
    const world = await worldFor(context);
    world.github.on(write, 'hang', 2);
    const { state } = await killed(world, { until: () => world.github.waitForRequest(write) });
    const end = await startAction({ node, inputs: world.inputs(), state });
    await world.github.waitForRequest(write, { nth: 2 });
    end.cancel();
    const run = await end.result;
    failureOf(run, 'cancelled');
    expect(run.signal).toBeNull();
    expect(recoveryCommands(run.log)).toHaveLength(1);
  });
});

describe('a command is printed at the end of the job', () => {
  it.each([
    ['without the GitHub token', { inputs: { 'github-token': '' } }],
    ['with a value that cannot be read', { state: { write_9: '{' } }],
  ])('%s', (_how, { inputs, state }: Partial<Pick<ActionOptions, 'inputs' | 'state'>>) =>
    inWorld(async (world) => {
      world.github.on(write, notForPersonalTokens(), 'always');
      const main = await runAction({ inputs: world.inputs() });
      const end = await runAction({
        inputs: world.inputs(inputs),
        state: { ...main.state, ...state },
      });
      expect(end.exitCode).toBe(1);
      expect(end.log).toContain('gh api --method PUT');
    }, rotates),
  );
});
