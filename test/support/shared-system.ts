import { test } from "vitest";
import { runSystem } from "./running-system.ts";

/**
 * Gives hooks a `running` system that is started once in each test process, for all files that ask for it there, and
 * stopped when the process ends. Files take turns, so nobody else uses it at the same time; what earlier ones left
 * behind is there, though: a journey looks at matches and users of its own.
 */
export const onSharedSystem = test.extend(
  "running",
  { scope: "worker" },
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from it which other fixtures are needed.
  async ({}, { onCleanup }) => {
    const running = await runSystem();
    onCleanup(running.stop);
    return running;
  },
);
