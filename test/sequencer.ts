import { createHash } from "node:crypto";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { LONGEST } from "./projects.ts";

/** Of projects in the same group: those whose processes keep a running system come first, small work fills in last. */
const PROJECTS = ["unit", "journeys", "system", "properties"];

/**
 * Starts the longest files of each project first, so that no process waits at the end for the last of them. The others
 * come in an order of the run's seed, since files of one process could lean on what an earlier one left behind.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { seed } = this.ctx.config.sequence;
    const drawn = new Map(files.map((file) => [file, draw(`${seed} ${file.moduleId}`)]));
    return [...files].sort(
      (a, b) =>
        a.project.config.sequence.groupOrder - b.project.config.sequence.groupOrder ||
        PROJECTS.indexOf(a.project.name) - PROJECTS.indexOf(b.project.name) ||
        placeOf(a) - placeOf(b) ||
        ((drawn.get(a) ?? "") < (drawn.get(b) ?? "") ? -1 : 1),
    );
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONGEST.findIndex((path) => moduleId.endsWith(path));
  return place === -1 ? LONGEST.length : place;
}

function draw(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
