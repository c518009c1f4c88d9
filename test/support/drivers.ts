import { type ActionOptions, type ActionRun, runAction } from './run-action';
import { type InProcessRun, runInProcess } from './run-in-process';
import { runtimes } from './runtimes';

/** One way to run the action. */
export interface Driver {
  name: string;
  runAction: (options: ActionOptions) => Promise<InProcessRun>;
}

/** The committed bundle on each Node the runner may use. It must never say a word on stderr. */
export const bundleDrivers = runtimes().map(({ name, path }) => ({
  name: `The bundle on ${name}`,
  runAction: async (options: ActionOptions): Promise<ActionRun> => {
    const run = await runAction({ node: path, nodeArgs: ['--throw-deprecation'], ...options });
    if (run.stderr !== '') throw new Error(`stderr is not empty:\n${run.stderr}`);
    return run;
  },
}));

/** The bundle, and the source in this process, so that coverage sees what the bundle was made of. */
export const drivers: Driver[] = [
  ...bundleDrivers,
  { name: 'The source', runAction: runInProcess },
];
