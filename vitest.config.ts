import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/property-seed.ts'],
    // Some tests start the whole program several times: a busy machine is not a failed test.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Two workers: the machines this must pass on have two cores, and some tests start a browser.
    maxWorkers: 2,
  },
})
