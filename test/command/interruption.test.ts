import { describe, expect, it } from 'vitest';
import { builtOn, type RunningCommand } from '../support/command';
import {
  type AuthorizeWorld,
  type Conversation,
  converse,
  onRepository,
  signedIn,
} from '../support/conversation';
import { oauthError } from '../support/goto-stand-in';
import { recoveryCommands } from '../support/shells';
import { clientSecret, nowhere } from '../support/some-inputs';

/* What a run says that a signal or a bug ends, by how far it had come. */

type Act = NonNullable<Conversation['act']>;
type Until = (command: RunningCommand, world: AuthorizeWorld) => Promise<unknown>;
const isStoring: Until = (_, { github }) => github.waitForRequest({ method: 'PUT' });
const isExchanging: Until = (_, { goto }) => goto.waitForRequest({ method: 'POST' });
const showsCommands: Until = (command) => command.waitFor(/^gh api /m);

/** Signs in, and sends the signal at that moment. @returns once something else is there, in time */
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
const unreached: Conversation = {
  args: [...onRepository, '--token-url', `${nowhere}/oauth/token`],
  act: interruptWhen((command) => command.waitFor('Trying again')),
};
const unknown = { delayMs: 500, fault: oauthError('invalid_client', { status: 401 }) };
const rejected: Conversation = {
  prepare: ({ goto }) => goto.next(unknown),
  act: interruptWhen(isExchanging),
};

it.each<[said: string, Conversation]>([
  [unasked, unreached],
  ['GoTo does not accept the client ID', rejected],
])('a signal ends the run: %s', async (said, conversation) => {
  const { run, github } = await converse(conversation);
  expect([run.exitCode, github.writes()]).toEqual([1, []]);
  expect(run.stderr).toContain(`Interrupted (SIGINT). ${said}`);
});

it('a signal that comes too late to stop anything is no failure', async () => {
  const { run, page, repository } = await converse({
    prepare: ({ github }) => github.on({ method: 'PUT' }, { delayMs: 500 }),
    act: interruptWhen(isStoring),
  });
  expect([run.exitCode, page?.status, repository.secrets.length]).toEqual([0, 200, 3]);
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
    act: interruptWhen(isExchanging),
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
