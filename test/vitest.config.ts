import { defineConfig } from "vitest/config";

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/redis-setup.ts"],
    // Tests that are concurrent wait for leases, and do so by the dozen.
    maxConcurrency: 128,
    restoreMocks: true,
    // Two: most tests wait, for Redis or for a process.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { include: ["src/**", "machines/**"] },
  },
});
