import { defineConfig } from 'vitest/config';

/** For `npm run mutate`: the tests of one module each, which take no whole run and no bundle. */
export default defineConfig({
  test: {
    include: ['test/*.test.ts', 'test/{action,github,goto,http,messages,process}/**/*.test.ts'],
    testTimeout: 30_000,
  },
});
