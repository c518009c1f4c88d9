import { type ActionOptions, type ActionRun, runAction, type SeenRun } from './run-action';
import { runInProcess } from './run-in-process';
import { type Runtime, runtime, sourceOnly } from './runtimes';

/** One way to run the action. */
export interface Driver {
  name: string;
  runAction: (options: ActionOptions) => Promise<SeenRun>;
  /** The name, for titles of tests with `%s`. */
  toString: () => string;
}

export interface BundleDriver extends Driver {
  runAction: (options: ActionOptions) => Promise<ActionRun>;
}

/** The committed bundle on a Node the runner may use. It must never say a word on stderr. */
export function bundleOn(major: Runtime['major']): BundleDriver {
  const { name, path } = runtime(major);
  return {
    name: `The bundle on ${name}`,
    runAction: async (options) => {
      const run = await runAction({ node: path, nodeArgs: ['--throw-deprecation'], ...options });
      if (run.stderr !== '') throw new Error(`stderr is not empty:\n${run.stderr}`);
      return run;
    },
    toString: () => `The bundle on ${name}`,
  };
}

/** The bundle on each Node, oldest first. */
export const bundleDrivers: BundleDriver[] = sourceOnly ? [] : [bundleOn(20), bundleOn(24)];

/** The source in this process, so that coverage sees what the bundle was made of. */
export const sourceDriver: Driver = {
  name: 'The source',
  runAction: runInProcess,
  toString: () => 'The source',
};

export const drivers: Driver[] = [...bundleDrivers, sourceDriver];
