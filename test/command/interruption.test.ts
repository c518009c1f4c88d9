import { describe, expect, it } from 'vitest';
import { builtOn, type RunningCommand } from '../support/command';
import {
  type AuthorizeWorld,
  type Conversation,
  converse,
  signedIn,
} from '../support/conversation';
import { oauthError } from '../support/goto-stand-in';
import { recoveryCommands } from '../support/shells';
import { clientSecret, nowhere } from '../support/some-inputs';

/* What a run says that a signal or a bug ends, by how far it had come. */

type Act = NonNullable<Conversation['act']>;
type Until = (command: RunningCommand, world: AuthorizeWorld) => Promise<unknown>;
const isWaiting: Until = (command) => command.waitFor('Waiting');
const isStoring: Until = (_, { github }) => github.waitForRequest({ method: 'PUT' });
const isExchanging: Until = (_, { goto }) => goto.waitForRequest({ method: 'POST' });

/** Signs in, and sends the signal at that moment. A runner would kill what takes 10 s from then on. */
const interruptWhen =
  (until: Until, then: Until = (command) => command.result): Act =>
  async (command, world) => {
    const page = signedIn(await command.waitForUrl());
    await until(command, world);
    const start = performance.now();
    command.signal('SIGINT');
    await then(command, world);
    // GitHub's runner sends SIGTERM after 7.5 s.
    expect(performance.now() - start).toBeLessThan(then === commandsAreShown ? 7_400 : 9_900);
    return page;
  };
const commandsAreShown: Until = (command) => command.waitFor(/^gh api /m);

const unasked = 'GoTo was not asked for tokens, and no secret was written.';

it.each<[said: string, Conversation]>([
  [
    unasked,
    {
      args: ['--repo', 'octo/webinars', '--token-url', `${nowhere}/oauth/token`],
      act: interruptWhen((command) => command.waitFor('Trying again')),
    },
  ],
  [
    'GoTo does not accept the client ID',
    {
      prepare: ({ goto }) =>
        goto.next({ delayMs: 500, fault: oauthError('invalid_client', { status: 401 }) }),
      act: interruptWhen(isExchanging),
    },
  ],
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

describe.concurrent('the built command after a signal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends at once at %s', async (signal) => {
    const act: Act = async (command, world) => {
      await isWaiting(command, world);
      command.signal(signal);
      return undefined;
    };
    const { run, goto } = await converse({ act }, builtOn(24));
    expect([run.exitCode, goto.requests]).toEqual([1, []]);
    expect(run.stderr).toContain(`Interrupted (${signal}). ${unasked}`);
  });

  it('waits for the answer of GoTo', async () => {
    const { run, page } = await converse(
      { prepare: ({ goto }) => goto.next('hang'), act: interruptWhen(isExchanging) },
      builtOn(24),
    );
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('GoTo was asked for tokens and its answer is unknown.');
    expect(page?.html).toContain('An answer of GoTo may have been lost');
  });

  it('prints the commands while GitHub does not answer', async () => {
    const { run } = await converse(
      {
        prepare: ({ github }) => github.on({ method: 'PUT' }, 'hang', 3),
        act: interruptWhen(isStoring, commandsAreShown),
      },
      builtOn(24),
    );
    expect(run.exitCode).toBe(1);
    expect(recoveryCommands(run.stderr)).toHaveLength(3);
  });

  it('takes a command back when GitHub answers late', async () => {
    const late = { delayMs: 6_500 };
    const { run } = await converse(
      {
        prepare: ({ github }) => github.on({ method: 'PUT', path: /REFRESH_TOKEN$/ }, late),
        act: interruptWhen(isStoring),
      },
      builtOn(24),
    );
    expect(run.exitCode).toBe(0);
    expect(recoveryCommands(run.stderr)).toHaveLength(1);
    expect(run.stderr).toMatch(/^The command above for GOTO_REFRESH_TOKEN .* not needed any more/m);
  });
});

it('a bug prints the commands at once, and fails the run even if all is stored in the end', async () => {
  const { run, page, repository } = await converse({
    prepare: ({ github }) => github.on({ method: 'PUT' }, { delayMs: 700 }, 3),
    act: async (command, world) => {
      const page = signedIn(await command.waitForUrl());
      await isStoring(command, world);
      const listener = process.listeners('uncaughtException').at(-1);
      listener?.(new Error(`our bug, with ${clientSecret}`), 'uncaughtException');
      await commandsAreShown(command, world);
      expect(world.repository.secrets).toEqual([]);
      return page;
    },
  });
  expect([run.exitCode, page?.status, repository.secrets.length]).toEqual([1, 200, 3]);
  expect(run.stderr).toContain('(Error: our bug, with ***)');
  expect(recoveryCommands(run.stderr)).toHaveLength(3);
});
