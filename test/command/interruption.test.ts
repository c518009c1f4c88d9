import { describe, expect, it } from 'vitest';
import { builtOn, type RunningCommand } from '../support/command';
import {
  type AuthorizeWorld,
  type Conversation,
  converse,
  onRepository,
  signedIn,
} from '../support/conversation';
import { recoveryCommands } from '../support/shells';
import { clientSecret, nowhere } from '../support/some-inputs';

/* What a run says that a signal or a bug ends, by how far it had come. */

type Act = NonNullable<Conversation['act']>;
type Until = (command: RunningCommand, world: AuthorizeWorld) => Promise<unknown>;
const isStoring: Until = (_, { github }) => github.waitForRequest({ method: 'PUT' });
const showsCommands: Until = (command) => command.waitFor(/^gh api /m);

/** Signs in, sends a signal at that moment, and waits for what must come of it in time. */
const interruptWhen =
  (until: Until, then: Until = (command) => command.result, withinMs = 9_900): Act =>
  async (command, world) => {
    const page = signedIn(await command.waitForUrl());
    await until(command, world);
    const start = performance.now();
    command.signal('SIGINT');
    await then(command, world);
    expect(performance.now() - start).toBeLessThan(withinMs);
    return page;
  };

const unasked = 'GoTo was not asked for tokens, and no secret was written.';

it('a signal ends the pause between two tries', async () => {
  const { run } = await converse({
    args: [...onRepository, '--token-url', `${nowhere}/oauth/token`],
    act: interruptWhen((command) => command.waitFor('Trying again')),
  });
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toContain(`Interrupted (SIGINT). ${unasked}`);
});

it('a bug prints the commands at once, and fails the run even if all is stored in the end', async () => {
  const { run, page, repository } = await converse({
    prepare: ({ github }) => github.on({ method: 'PUT' }, { delayMs: 700 }, 3),
    act: async (command, world) => {
      const page = signedIn(await command.waitForUrl());
      await isStoring(command, world);
      const listener = process.listeners('uncaughtException').at(-1);
      listener?.(new Error(`our bug, with ${clientSecret}`), 'uncaughtException');
      await showsCommands(command, world);
      expect(world.repository.secrets).toEqual([]);
      return page;
    },
  });
  expect([run.exitCode, page?.status, repository.secrets.length]).toEqual([1, 200, 3]);
  expect(run.stderr).toContain('(Error: our bug, with ***)');
  expect(recoveryCommands(run.stderr)).toHaveLength(3);
});

/** A runner would kill what takes 10 s after the signal, and sends SIGTERM after 7.5 s. */
describe.concurrent('the built command', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends at %s while it waits', async (signal) => {
    const act: Act = async (command) => {
      await command.waitFor('Waiting');
      command.signal(signal);
      return undefined;
    };
    const { run, goto } = await converse({ act }, builtOn(24));
    expect([run.exitCode, goto.requests]).toEqual([1, []]);
    expect(run.stderr).toContain(`Interrupted (${signal}). ${unasked}`);
  });

  const hanging: Conversation = {
    prepare: ({ github }) => github.on({ method: 'PUT' }, 'hang', 3),
    act: interruptWhen(isStoring, showsCommands, 7_400),
  };
  const answeringLate: Conversation = {
    prepare: ({ github }) =>
      github.on({ path: /REFRESH_TOKEN$/, method: 'PUT' }, { delayMs: 6_500 }),
    act: interruptWhen(isStoring),
  };
  const silent: Conversation = {
    prepare: ({ goto }) => goto.next('hang'),
    act: interruptWhen((_, { goto }) => goto.waitForRequest({ method: 'POST' })),
  };
  it.each<[says: string, exitCode: number, commands: number, Conversation]>([
    ['GoTo was asked for tokens and its answer is unknown.', 1, 0, silent],
    ['GoTo sent a refresh token. The commands above', 1, 3, hanging],
    ['is not needed any more: it is stored.', 0, 1, answeringLate],
  ])('waits for an answer after a signal: %s', async (says, exitCode, commands, conversation) => {
    const { run } = await converse(conversation, builtOn(24));
    expect(run.exitCode, run.stderr).toBe(exitCode);
    expect(run.stderr).toContain(says);
    expect(recoveryCommands(run.stderr)).toHaveLength(commands);
  });
});
