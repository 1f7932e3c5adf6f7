import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { JOURNEYS, PROPERTIES, SYSTEM, TESTS } from "./test/projects.ts";
import { LongestFirst } from "./test/sequencer.ts";

/** Milliseconds, for a machine that is busy with other things: a test fails by what it finds, never by load. */
const PATIENCE = 240_000;

/** One more than cores, up to eight: many tests wait for something else, such as the next poll of a vendor. */
const PROCESSES = Math.min(8, availableParallelism() + 1);

export default defineConfig({
  test: {
    maxWorkers: PROCESSES,
    sequence: { shuffle: { tests: true }, sequencer: LongestFirst },
    // Files take turns in as many processes, which load modules and start the system that journeys share once each.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: TESTS,
          exclude: [...PROPERTIES, ...SYSTEM, ...JOURNEYS],
          testTimeout: PATIENCE,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "properties",
          include: PROPERTIES,
          testTimeout: PATIENCE,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "system",
          include: SYSTEM,
          globalSetup: ["test/support/synthesized.ts"],
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
          // Adapters remember what they have asked the real thing for, which is another one in each file.
          isolate: true,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "journeys",
          include: JOURNEYS,
          globalSetup: ["test/support/synthesized.ts"],
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
