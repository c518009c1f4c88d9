import { expect, it } from 'vitest';
import { builtOn, commandSource, describeEach, type RunningCommand } from '../support/command';
import {
  type AuthorizeWorld,
  type CallbackPage,
  describeConversations,
  expectNoSecret,
  inAuthorizeWorld,
  onRepository,
  signedIn,
} from '../support/conversation';
import { oauthError } from '../support/goto-stand-in';
import { recoveryCommands } from '../support/shells';
import { clientSecret, nowhere } from '../support/some-inputs';
import type { Fault } from '../support/stand-in-server';

type Until = (world: AuthorizeWorld, command: RunningCommand) => Promise<unknown>;

const isStoring: Until = ({ github }) => github.waitForRequest({ method: 'PUT' });
const isExchanging: Until = ({ goto }) => goto.waitForRequest({ method: 'POST' });

/** Signs in, and sends the signal at that moment. A runner would kill what takes 10 s from then on. */
const interruptWhen =
  (until: Until, before?: { shows: RegExp; withinMs: number }) =>
  async (command: RunningCommand, world: AuthorizeWorld): Promise<CallbackPage> => {
    const page = signedIn(await command.waitForUrl());
    await until(world, command);
    const start = performance.now();
    command.signal('SIGINT');
    if (before !== undefined) {
      await command.waitFor(before.shows);
      expect(performance.now() - start).toBeLessThan(before.withinMs);
    }
    await command.result;
    expect(performance.now() - start).toBeLessThan(9_900);
    return page;
  };

describeConversations('a signal', {
  'while nobody has signed in': {
    act: async (command) => {
      await command.waitFor('Waiting');
      command.signal('SIGINT');
      return undefined;
    },
  },
  'while GoTo cannot be reached': {
    args: [...onRepository, '--token-url', `${nowhere}/oauth/token`],
    act: interruptWhen((_, command) => command.waitFor('Trying again')),
  },
  'before GoTo refuses the client': {
    prepare: ({ goto }) =>
      goto.next({ delayMs: 1_500, fault: oauthError('invalid_client', { status: 401 }) }),
    act: interruptWhen(isExchanging),
  },
  'while the secrets are written': {
    prepare: ({ github }) => github.on({ method: 'PUT' }, { delayMs: 700 }),
    act: interruptWhen(isStoring),
  },
});

describeConversations(
  'a long wait after a signal',
  {
    'while GoTo does not answer': {
      prepare: ({ goto }) => goto.next('hang'),
      act: interruptWhen(isExchanging),
    },
    'while GitHub does not answer': {
      prepare: ({ github }) => github.on({ method: 'PUT' }, 'hang', 3),
      // Soon enough for whoever sends SIGTERM next.
      act: interruptWhen(isStoring, { shows: /^gh api /m, withinMs: 7_400 }),
    },
    'while GitHub answers late': {
      prepare: ({ github }) =>
        github.on({ method: 'PUT', path: /GOTO_REFRESH_TOKEN$/ }, { delayMs: 6_500 }),
      act: interruptWhen(isStoring),
    },
  },
  builtOn(24),
);

describeEach([builtOn(24)], 'at once', (driver) => {
  it.each(['SIGTERM', 'SIGHUP'] as const)('ends at %s while it waits', (signal) =>
    inAuthorizeWorld(driver, async ({ startAuthorize, goto, github }) => {
      const command = startAuthorize();
      await command.waitForUrl();
      command.signal(signal);
      const { exitCode, stderr } = await command.result;
      expect(exitCode).toBe(1);
      expect(stderr).toContain(`Interrupted (${signal}).`);
      expect(goto.requests).toEqual([]);
      expect(github.writes()).toEqual([]);
    }),
  );
});

/** What nobody caught: an error with a secret in it. */
function crash(): void {
  const listener = process.listeners('uncaughtException').at(-1);
  listener?.(new Error(`our bug, with ${clientSecret}`), 'uncaughtException');
}

describeEach([commandSource], 'a bug', (driver) => {
  it.each<[string, Fault, number]>([
    ['prints the commands at once, and is reported without secrets', 'hang', 500],
    ['fails the run even if all is stored in the end', { delayMs: 700 }, 200],
  ])('%s', (_what, fault, status) =>
    inAuthorizeWorld(driver, async ({ startAuthorize, github }) => {
      github.on({ method: 'PUT' }, fault, 'always');
      const command = startAuthorize();
      const page = signedIn(await command.waitForUrl());
      await github.waitForRequest({ method: 'PUT' });
      crash();
      await command.waitFor(/^gh api /m);
      if (fault === 'hang') await github.close();
      const run = await command.result;
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain('(Error: our bug, with ***)');
      expect(recoveryCommands(run.stderr)).toHaveLength(3);
      expect((await page).status).toBe(status);
      expectNoSecret(run, { pages: [await page] });
    }),
  );
});
