import { setTimeout as sleep } from 'node:timers/promises';
import { vi } from 'vitest';
import { run } from '../../src/action/run';
import { hasSavedWrites } from '../../src/action/state';
import { storeAtEnd } from '../../src/action/store-at-end';
import { capture, emitterToProgram, Printed, type Runtime, runtime } from './process';
import { type ActionOptions, type ActionRun, prepareStep, runAction, type SeenRun } from './runner';
import { clientSecret } from './some-inputs';
import type { Fault } from './stand-in-server';

/** Runs the committed bundle on a Node that the runner may use. It must never say a word on stderr. */
export async function runBundle(
  major: Runtime['major'],
  options: ActionOptions,
): Promise<ActionRun> {
  const node = runtime(major).path;
  const run = await runAction({ node, nodeArgs: ['--throw-deprecation'], ...options });
  if (run.stderr !== '') throw new Error(`stderr is not empty:\n${run.stderr}`);
  return run;
}

/** What nobody catches. It carries a secret, as faults of careless libraries do. */
const crash = `boom ${clientSecret}`;

/** Runs the source as it is, in this process. It skips the waits that the log announces. */
export async function runSource(options: ActionOptions): Promise<SeenRun> {
  const step = await prepareStep(options);
  const clock = startSkipping();
  const printed = new Printed(clock.read);
  const { env } = step;
  const { by, when } = options.interrupt ?? {};
  const emit = emitterToProgram();
  when?.then(
    () => emit(by === 'crash' || by === undefined ? 'uncaughtException' : by, new Error(crash)),
    () => undefined,
  );
  try {
    const exitCode = await capture({ env, printed }, async () => {
      if (!options.state) return run();
      // As src/action/post.ts chooses.
      return hasSavedWrites(env) ? storeAtEnd() : 0;
    });
    return { exitCode, stdout: printed.stdout, ...(await step.readRun(printed.lines)) };
  } finally {
    clock.stop();
    await step.remove();
  }
}

/** Something that happens after so many milliseconds, which a clock that skips waits makes a moment. */
export const later =
  (ms: number, fault?: Fault): Fault =>
  async () => {
    if (!vi.isFakeTimers()) return { delayMs: ms, ...(fault && { fault }) };
    await sleep(20);
    await vi.advanceTimersByTimeAsync(ms);
    return fault;
  };

/**
 * A clock that jumps to the end of each wait which the log announces. Calls that go side by side
 * announce theirs side by side, hence a moment of real time before each jump.
 */
function startSkipping(): { read: (chunk: string) => void; stop: () => void } {
  const { setTimeout } = globalThis;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  let until = 0;
  let isOver = false;
  return {
    read: (chunk) => {
      const [, wait] = /\bin (\d+\.\d) s\b/.exec(chunk) ?? [];
      if (wait === undefined) return;
      // The line is rounded.
      until = Math.max(until, performance.now() + Number(wait) * 1000 + 60);
      setTimeout(() => {
        // The next run may have begun, with a clock of its own.
        if (!isOver) vi.advanceTimersByTime(Math.max(0, until - performance.now()));
      }, 20);
    },
    stop: () => {
      isOver = true;
      vi.useRealTimers();
    },
  };
}
