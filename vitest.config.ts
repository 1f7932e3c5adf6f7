import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/synthesized.ts"],
    // Journeys start a whole system each; two cores are shared with Postgres and a browser.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { shuffle: true },
  },
});
