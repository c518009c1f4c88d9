import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { runSource } from '../support/action';
import { rotatedRefreshToken, rotatingAnswer } from '../support/goto-stand-in';
import { failureOf } from '../support/run-checks';
import { type ActionOptions, importing, startAction } from '../support/runner';
import { runtime } from '../support/runtimes';
import { recoveryCommands } from '../support/shells';
import { type Fault, lastRequest } from '../support/stand-in-server';
import {
  anyRead,
  grant,
  inRotatingWorld,
  metadataRead,
  publicKeyRead,
  storedIn,
  type World,
  write,
} from '../support/world';

/*
 * What comes before what. The write goes out before anything is published, so that nothing can stand
 * before it: no file, no summary, no log; and what has arrived is read before time is over.
 */

const start = (world: World, options: Partial<ActionOptions> = {}) =>
  startAction({ node: runtime(24).path, inputs: world.inputs(), ...options });

/** Arguments that block the process for good where this condition holds for what it writes. */
const blockingAt = (condition: string): Partial<ActionOptions> => ({
  nodeArgs: importing(`
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const block = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    const { appendFileSync } = fs;
    fs.appendFileSync = (file, text, ...rest) => {
      if (${condition}) block();
      return appendFileSync(file, text, ...rest);
    };
    syncBuiltinESMExports();
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text, ...rest) => {
      const file = 'stdout';
      if (${condition}) block();
      return write(text, ...rest);
    };`),
});

describe.concurrent('a run that blocks', () => {
  it.each<[where: string, Partial<ActionOptions>]>([
    ['at an output', blockingAt('file === process.env.GITHUB_OUTPUT')],
    ['at the summary', blockingAt('file === process.env.GITHUB_STEP_SUMMARY')],
    ['at the log', blockingAt(`file === 'stdout' && text.startsWith('GoTo ')`)],
    ['because nobody reads its log', { stdoutUnread: true }],
  ])('%s has sent the write', (_where, options) =>
    inRotatingWorld(async (world) => {
      // It is masked, and more than a pipe and its reader hold.
      const long = rotatingAnswer({ access_token: 'a'.repeat(400_000) });
      if (options.stdoutUnread) world.goto.next(long);
      const running = await start(world, options);
      await vi.waitUntil(() => storedIn(world.repository) === rotatedRefreshToken, {
        timeout: 20_000,
      });
      running.kill('SIGKILL');
      expect((await running.result).signal).toBe('SIGKILL');
    }),
  );
});

describe.concurrent('an answer of GoTo that comes while the process stands still', () => {
  /** Makes the 45 seconds for GoTo's answer 4.5, so that nobody has to wait for their end. */
  const hurried = importing(`
    const { setTimeout } = globalThis;
    globalThis.setTimeout = (then, ms, ...rest) => setTimeout(then, ms === 45000 ? 4500 : ms, ...rest);`);

  it.each([
    ['beyond its deadline is used', hurried, false],
    ['after a signal is held', [], true],
  ])('%s', (_what, nodeArgs, isCanceled) =>
    inRotatingWorld(async (world) => {
      world.goto.on(grant, { delayMs: 500 });
      const running = await start(world, { nodeArgs });
      await world.goto.waitForRequest(grant);
      if (isCanceled) running.kill('SIGTERM');
      await sleep(100);
      running.kill('SIGSTOP');
      await sleep(isCanceled ? 9_500 : 8_000);
      running.kill('SIGCONT');
      const run = await running.result;
      expect(world.goto.requests).toHaveLength(1);
      if (isCanceled) failureOf(run, 'cancelled');
      else expect(run.exitCode, run.log).toBe(0);
      const [command] = recoveryCommands(run.log);
      const held = command && world.repository.open(command.encryptedValue);
      expect(held ?? storedIn(world.repository)).toBe(rotatedRefreshToken);
    }),
  );
});

it('a run does what can overlap at once, and nothing before its turn', () =>
  inRotatingWorld(async (world) => {
    const { goto, github } = world;
    /** The request that came last before each answer. */
    const answered: Record<string, number> = {};
    const slowly = (what: string): Fault => ({
      delayMs: 100,
      fault: () => {
        answered[what] = lastRequest();
        return undefined;
      },
    });
    const bothReads = github.waitForRequest(anyRead, { nth: 2 });
    const whenBothAreThere = (what: string) => async () => {
      await bothReads;
      return slowly(what);
    };
    github.on(publicKeyRead, whenBothAreThere('key'));
    github.on(metadataRead, whenBothAreThere('metadata'));
    goto.on(grant, slowly('grant'));
    github.on(write, slowly('write'));
    const run = await runSource({ inputs: world.inputs({ 'lookup-organizer': 'true' }) });
    expect(run.exitCode, run.log).toBe(0);
    const [granted, lookedUp] = goto.requests;
    const [written] = github.writes();
    expect(granted?.order).toBeGreaterThan(Math.max(answered.key ?? 0, answered.metadata ?? 0));
    expect(written?.order).toBeGreaterThan(answered.grant ?? Number.POSITIVE_INFINITY);
    expect(lookedUp?.order).toBeGreaterThan(answered.write ?? Number.POSITIVE_INFINITY);
  }));

describe('a file of the runner that cannot be written', () => {
  // A summary that is missing is made. The files of the others are looked at before.
  it.each([
    ['the summary', { summaryFile: 'pipe' }],
    ['the output', { outputFile: 'full' }],
    ['the state', { stateFile: 'full' }],
  ] as const)('fails the step once the token is stored: %s', (what, file) =>
    inRotatingWorld(async (world) => {
      world.github.on(write, { delayMs: 100 });
      const run = await runSource({ inputs: world.inputs(), ...file });
      expect(run.exitCode).toBe(1);
      expect(run.lines.filter((line) => /^(Stored |::error::)/.test(line))).toMatchObject([
        expect.stringMatching(/^Stored /),
        expect.stringMatching(new RegExp(`Could not pass ${what}.*is stored`)),
      ]);
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    }),
  );

  it.each(['unset', 'full'] as const)(
    'may be that of the state (%s): the end of the job stores the token',
    (stateFile) =>
      inRotatingWorld(async (world) => {
        world.github.on(write, { status: 403 });
        const inputs = world.inputs();
        const run = await runSource({ inputs, stateFile });
        failureOf(run, 'write-back-failed');
        const end = await runSource({ inputs, state: run.state });
        expect(end.exitCode, end.log).toBe(0);
        expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
      }),
  );
});
