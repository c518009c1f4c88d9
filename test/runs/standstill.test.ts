import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { issuedAccessToken, rotatedRefreshToken, rotatingAnswer } from '../support/goto-stand-in';
import { expectNoSecret, failureOf } from '../support/run-checks';
import { importing, startAction } from '../support/runner';
import { runtime } from '../support/runtimes';
import { recoveryCommands } from '../support/shells';
import {
  grant,
  inRotatingWorld,
  metadataRead,
  publicKeyRead,
  storedIn,
  type World,
  write,
} from '../support/world';

/*
 * Answers that come late, or while the process stands still: none of them is thrown away.
 */

vi.setConfig({ maxConcurrency: 10 });

/** Makes the 45 seconds for GoTo's answer 4.5, so that nobody has to wait for their end. */
const hurried = importing(`
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (then, ms, ...rest) => setTimeout(then, ms === 45000 ? 4500 : ms, ...rest);`);

const start = (world: World, nodeArgs: string[] = []) =>
  startAction({ node: runtime(24).path, nodeArgs, inputs: world.inputs() });

/** Stops the process while an answer is on its way, for so long that its deadline passes. */
async function standStill({ kill }: Pick<Awaited<ReturnType<typeof start>>, 'kill'>, ms: number) {
  kill('SIGSTOP');
  await sleep(ms);
  kill('SIGCONT');
}

describe.concurrent('an answer', () => {
  it('of GoTo that came during a stand-still beyond its deadline is read', () =>
    inRotatingWorld(async (world) => {
      world.goto.on(grant, { delayMs: 500 });
      const running = await start(world, hurried);
      await world.goto.waitForRequest(grant);
      await standStill(running, 8_000);
      const run = await running.result;
      expect(run.exitCode, run.log).toBe(0);
      expect(world.goto.requests).toHaveLength(1);
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    }));

  it('of GoTo that came during a stand-still after a signal is held', () =>
    inRotatingWorld(async (world) => {
      world.goto.on(grant, { delayMs: 500 });
      const running = await start(world);
      await world.goto.waitForRequest(grant);
      running.kill('SIGTERM');
      await sleep(100);
      await standStill(running, 9_500);
      const run = await running.result;
      failureOf(run, 'cancelled');
      const stored = storedIn(world.repository);
      const [command] = recoveryCommands(run.log);
      const held = command ? world.repository.open(command.encryptedValue) : stored;
      expect(held).toBe(rotatedRefreshToken);
    }));

  it('of GitHub to the reads that came during a stand-still is read', () =>
    inRotatingWorld(async (world) => {
      for (const read of [publicKeyRead, metadataRead]) world.github.on(read, { delayMs: 500 });
      const running = await start(world);
      await world.github.waitForRequest(metadataRead);
      await standStill(running, 8_000);
      const run = await running.result;
      expect(run.exitCode, run.log).toBe(0);
      expect(run.log).not.toContain('Trying again');
    }));

  it('of GitHub to the write that came during a stand-still is read', () =>
    inRotatingWorld(async (world) => {
      world.github.on(write, { delayMs: 500 });
      const running = await start(world);
      await world.github.waitForRequest(write);
      await standStill(running, 17_000);
      const run = await running.result;
      expect(run.exitCode, run.log).toBe(0);
      expect(world.github.writes()).toHaveLength(1);
    }));

  it.each([
    ['whole', '', 0],
    ['half', '"principal":"', 1],
  ])('of GoTo that does not end is used when its JSON is %s', (_how, more, exitCode) =>
    inRotatingWorld(async (world) => {
      const { body } = rotatingAnswer() as { body: object };
      const text = JSON.stringify(body);
      async function* endless(): AsyncGenerator<string> {
        yield exitCode === 0 ? text : `${text.slice(0, -1)},${more}`;
        await new Promise(() => undefined);
      }
      world.goto.on(grant, { status: 200, body: endless() });
      const run = await (await start(world, hurried)).result;
      expect(run.exitCode, run.log).toBe(exitCode);
      expect(run.outputs['access-token']).toBe(exitCode === 0 ? issuedAccessToken : undefined);
      expect(world.goto.requests).toHaveLength(1);
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
      expectNoSecret(run);
    }),
  );
});
