import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

/** Tests that hold a run to the seconds a runner allows: nothing else runs beside them. */
const timed = ['test/runs/signal-timing.test.ts', 'test/command/interruption.test.ts'];

export default defineConfig({
  test: {
    globalSetup: 'test/support/command.ts',
    // Whole runs wait more than they compute: cancellations take up to nine seconds of real time.
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'most',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...timed],
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'timed', include: timed, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // The entry points, which only processes of their own run.
      exclude: ['src/action/{index,post,steps}.ts', 'src/command/index.ts'],
      reporter: ['text-summary', 'html'],
      thresholds: { lines: 97, branches: 90 },
    },
  },
});
