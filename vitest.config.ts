import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/synthesized.ts"],
    // Journeys start a whole system each; two cores are shared with Postgres and a browser.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Two at least, also on two cores: the longest of them mostly wait, for polls and for streams.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { shuffle: true },
  },
});
