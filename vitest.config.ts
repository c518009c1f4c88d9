import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/build-command.ts',
    // Whole runs wait more than they compute: cancellations take up to nine seconds of real time.
    testTimeout: 30_000,
    maxWorkers: Math.max(2, availableParallelism() - 1),
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // What the whole-run tests start as processes of their own.
      exclude: ['src/index.ts', 'src/command/index.ts'],
      reporter: ['text-summary', 'html'],
      thresholds: { lines: 90, branches: 90 },
    },
  },
});
