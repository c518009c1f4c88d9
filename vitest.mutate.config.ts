import { defineConfig } from 'vitest/config';

/** For `npm run mutate`, which needs no bundle and no other Node. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/{repository,support,demo,examples}/**',
      // The built command.
      'test/command/{package,sign-in}.test.ts',
    ],
    testTimeout: 30_000,
    env: { SOURCE_ONLY: 'true' },
  },
});
