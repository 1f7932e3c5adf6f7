import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Part } from "./figures.ts";
import { EVENTS } from "./load.ts";

/** What the consumer holds while it works on a batch. */
export const memory: Part = {
  name: "memory",
  about: `memory of a process in which the consumer handles a batch of ${EVENTS} events`,
  async run() {
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--expose-gc",
      join(import.meta.dirname, "memory-probe.ts"),
    ]);
    const { before, peak } = JSON.parse(stdout) as { before: number; peak: number };
    return [
      {
        figure: "consumer.memory_mb",
        value: peak,
        unit: "mb",
        note: `resident in all; ${(peak - before).toFixed(1)} of it for the batch, the rest is Node and the code`,
      },
    ];
  },
};
