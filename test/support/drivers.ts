import { setTimeout as sleep } from 'node:timers/promises';
import { vi } from 'vitest';
import { run } from '../../src/action/run';
import { hasSavedWrites } from '../../src/action/saved-writes';
import { secondChance } from '../../src/action/second-chance';
import { capture } from './captured-process';
import type { Driver } from './driver';
import type { Fault } from './faults';
import {
  type ActionOptions,
  type ActionRun,
  crash,
  type Interrupt,
  prepareStep,
  readOutputs,
  readState,
  runAction,
  type SeenRun,
} from './run-action';
import { readLog } from './runner-log';
import { type Runtime, runtime } from './runtimes';

/** One way to run the action. */
export interface ActionDriver extends Driver {
  runAction: (options: ActionOptions) => Promise<SeenRun>;
}

export interface BundleDriver extends ActionDriver {
  runAction: (options: ActionOptions) => Promise<ActionRun>;
}

/** The committed bundle on a Node the runner may use. It must never say a word on stderr. */
export function bundleOn(major: Runtime['major']): BundleDriver {
  const { name, path } = runtime(major);
  return {
    name: `The bundle on ${name}`,
    inProcess: false,
    runAction: async (options) => {
      const run = await runAction({ node: path, nodeArgs: ['--throw-deprecation'], ...options });
      if (run.stderr !== '') throw new Error(`stderr is not empty:\n${run.stderr}`);
      return run;
    },
  };
}

/** The bundle on each Node, oldest first. */
export const bundleDrivers: BundleDriver[] = [bundleOn(20), bundleOn(24)];

/** The source in this process, so that coverage sees what the bundle was made of. It skips waits. */
export const source: ActionDriver = {
  name: 'The source',
  inProcess: true,
  runAction: (options) => runInProcess(options, { skipWaits: true }),
};

export const drivers: ActionDriver[] = [...bundleDrivers, source];

/**
 * Runs the source as it is, in this process, so that coverage sees it. One at a time.
 *
 * @param skipWaits whether the waits that the log announces are skipped instead of sat through
 */
export async function runInProcess(
  options: ActionOptions,
  { skipWaits = false } = {},
): Promise<SeenRun> {
  const step = await prepareStep(options);
  const clock = skipWaits ? startSkipping() : undefined;
  const { env } = step;
  try {
    return await capture(
      { env, ...(clock && { onPrinted: ({ stdout }) => clock.read(stdout) }) },
      async (captured) => {
        const interrupt = options.interrupt && prepareInterrupt(options.interrupt.by);
        options.interrupt?.when.then(interrupt, () => undefined);
        // As src/action/index.ts chooses.
        const endOfJob = async () => (hasSavedWrites(env) ? secondChance() : 0);
        const exitCode = await (options.state ? endOfJob() : run());
        const { stdout } = captured;
        const lines = stdout.split('\n').slice(0, -1);
        const debug = env.RUNNER_DEBUG === '1';
        const { shown: log, commands, ...read } = readLog(lines, { debug });
        const { summary, ...files } = await step.readFiles();
        const outputs = readOutputs(files.outputs);
        const state = readState(commands, files.state);
        return { exitCode, stdout, lines, ...read, log, outputs, summary, state };
      },
    );
  } finally {
    clock?.stop();
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

/** A signal or a crash that only the action hears of, which begins to listen after this. */
function prepareInterrupt(by: Interrupt['by']): () => void {
  const event = by === 'crash' ? 'uncaughtException' : by;
  const others = process.listeners(event as 'SIGINT');
  return () => {
    for (const listener of process.listeners(event as 'SIGINT')) {
      if (!others.includes(listener)) Reflect.apply(listener, process, [new Error(crash)]);
    }
  };
}

/**
 * A clock that jumps to the end of each wait which the log announces. Calls that go side by side
 * announce theirs side by side, hence a moment of real time before each jump.
 */
function startSkipping(): { read: (stdout: string) => void; stop: () => void } {
  const { setTimeout } = globalThis;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  let seen = 0;
  let until = 0;
  let isOver = false;
  return {
    read: (stdout) => {
      const [, wait] = /\bin (\d+\.\d) s\b/.exec(stdout.slice(seen)) ?? [];
      seen = stdout.length;
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
