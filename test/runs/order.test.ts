import { describe, expect, it, vi } from 'vitest';
import { bundleOn, source } from '../support/action';
import { describeEach } from '../support/driver';
import { rotatedRefreshToken, rotatingAnswer } from '../support/goto-stand-in';
import { failureOf } from '../support/run-checks';
import { type ActionOptions, importing, type RunnerFile, startAction } from '../support/runner';
import { runtime } from '../support/runtimes';
import { inRotatingWorld, inWorld, storedIn, write } from '../support/world';

/*
 * The write goes out before anything is published, so that nothing can stand before it: no file, no
 * summary, no log.
 */

vi.setConfig({ maxConcurrency: 6 });

const { path: node } = runtime(24);
const bundle = bundleOn(24);

/** Arguments that block the process for good where this condition holds for what it writes. */
const blockingAt = (condition: string) =>
  importing(`
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
    };`);

describe.concurrent('a run that blocks', () => {
  it.each<[where: string, Partial<ActionOptions>]>([
    ['at an output', { nodeArgs: blockingAt('file === process.env.GITHUB_OUTPUT') }],
    ['at the summary', { nodeArgs: blockingAt('file === process.env.GITHUB_STEP_SUMMARY') }],
    ['at the log', { nodeArgs: blockingAt(`file === 'stdout' && text.startsWith('GoTo ')`) }],
    ['because nobody reads its log', { stdoutUnread: true }],
  ])('%s has sent the write', (_where, options) =>
    inWorld(async (world) => {
      // More than a pipe and its reader hold.
      const answer = { access_token: 'a'.repeat(400_000), refresh_token: rotatedRefreshToken };
      world.goto.next({ status: 200, body: answer });
      const running = await startAction({ node, inputs: world.inputs(), ...options });
      await vi.waitUntil(() => storedIn(world.repository) === rotatedRefreshToken, {
        timeout: 20_000,
      });
      running.kill('SIGKILL');
      expect((await running.result).signal).toBe('SIGKILL');
    }),
  );
});

describeEach([bundle, source], 'a file of the runner', ({ runAction }) => {
  const names = { outputFile: 'the output', summaryFile: 'the summary', stateFile: 'the state' };
  // A summary that is missing is made. The files of the others are looked at before.
  const broken = [
    ['summaryFile', 'directory'],
    ['summaryFile', 'pipe'],
    ['summaryFile', 'full'],
    ['outputFile', 'full'],
    ['stateFile', 'full'],
  ] as const satisfies [keyof typeof names, RunnerFile][];

  it.each(broken)(
    'that cannot be written, %s, %s, fails the step once the token is stored',
    (...[file, state]) =>
      inRotatingWorld(async (world) => {
        world.github.on(write, { delayMs: 100 });
        const run = await runAction({ inputs: world.inputs(), [file]: state });
        expect(run.exitCode).toBe(1);
        const endings = run.lines.filter((line) => /^(Stored |::error::)/.test(line));
        expect(endings).toMatchObject([
          expect.stringMatching(/^Stored /),
          expect.stringMatching(new RegExp(`Could not pass ${names[file]}.*is stored`)),
        ]);
        expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
      }),
  );
});

describeEach([bundle, source], 'where there is no file for the state', ({ runAction }) => {
  it('the end of the job stores the token all the same', () =>
    inWorld(async (world) => {
      world.goto.next(rotatingAnswer());
      world.github.on(write, { status: 403 });
      const run = await runAction({ inputs: world.inputs(), stateFile: 'unset' });
      failureOf(run, 'write-back-failed');
      const end = await runAction({ inputs: world.inputs(), state: run.state });
      expect(end.exitCode, end.log).toBe(0);
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    }));
});
