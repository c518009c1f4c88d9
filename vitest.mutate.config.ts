import { defineConfig } from 'vitest/config';

/** For `npm run mutate`, which needs no bundle and no other Node. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/repository/**', 'test/support/**', 'test/demo/**'],
    testTimeout: 30_000,
    env: { SOURCE_ONLY: 'true' },
  },
});
