import { BaseSequencer, type TestSpecification } from "vitest/node";
import { LONGEST } from "./projects.ts";

/** Of projects in the same group: those whose processes keep a running system come first, small work fills in last. */
const PROJECTS = ["unit", "journeys", "system", "properties"];

/**
 * Starts the longest files of each project first, so that no process waits at the end for the last of them. The others
 * come in the order of their names: what the order of files could hide, the processes they are spread over show anyway.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return [...files].sort(
      (a, b) =>
        a.project.config.sequence.groupOrder - b.project.config.sequence.groupOrder ||
        PROJECTS.indexOf(a.project.name) - PROJECTS.indexOf(b.project.name) ||
        rank(a) - rank(b) ||
        (a.moduleId < b.moduleId ? -1 : 1),
    );
  }
}

function rank({ moduleId }: TestSpecification): number {
  const place = LONGEST.findIndex((path) => moduleId.endsWith(path));
  return place === -1 ? LONGEST.length : place;
}
