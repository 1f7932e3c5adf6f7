import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { JOURNEYS, PROPERTIES, SYSTEM, TESTS } from "./test/projects.ts";

/** Milliseconds, for a machine that is busy with other things: a test fails by what it finds, never by load. */
const PURE_TIMEOUT = 60_000;
const SYSTEM_TIMEOUT = 120_000;
const JOURNEY_TIMEOUT = 240_000;

/** Two at least, also on two cores: many tests wait for something else. */
const PROCESSES = Math.max(2, availableParallelism() - 1);

export default defineConfig({
  test: {
    maxWorkers: PROCESSES,
    sequence: { shuffle: true },
    // Files take turns in as many processes, which load modules and start the system that journeys share once each. For
    // that, one project comes after the other.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: TESTS,
          exclude: [...PROPERTIES, ...SYSTEM, ...JOURNEYS],
          testTimeout: PURE_TIMEOUT,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "properties",
          include: PROPERTIES,
          testTimeout: PURE_TIMEOUT,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "system",
          include: SYSTEM,
          globalSetup: ["test/support/synthesized.ts"],
          testTimeout: SYSTEM_TIMEOUT,
          hookTimeout: SYSTEM_TIMEOUT,
          // Adapters remember what they have asked the real thing for, which is another one in each file.
          isolate: true,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: "journeys",
          include: JOURNEYS,
          globalSetup: ["test/support/synthesized.ts"],
          testTimeout: JOURNEY_TIMEOUT,
          hookTimeout: JOURNEY_TIMEOUT,
          // One more: those with vendors of their own wait most of the time, for the next poll or connection.
          maxWorkers: PROCESSES + 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
