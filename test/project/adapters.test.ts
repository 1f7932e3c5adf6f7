import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const ROOT = new URL("../../", import.meta.url);
/** What adapters share. */
const SHARED = ["kit", "snapshots"];

interface Override {
  includes: string[];
  linter?: { rules?: { style?: { noRestrictedImports?: { options: { patterns: Pattern[] } } } } };
}
interface Pattern {
  group: string[];
}

test("lint keeps every vendor's adapter from the others: who names one in a list names them all", () => {
  const folders = readdirSync(new URL("modules/providers/", ROOT), { withFileTypes: true });
  const vendors = folders
    .filter((one) => one.isDirectory() && !SHARED.includes(one.name))
    .map(({ name }) => `**/${name}/**`);
  const { overrides }: { overrides: Override[] } = JSON.parse(
    readFileSync(new URL("biome.json", ROOT), "utf8"),
  );
  const groups = overrides
    .flatMap(({ linter }) => linter?.rules?.style?.noRestrictedImports?.options.patterns ?? [])
    .map(({ group }) => group)
    .filter((group) => group.some((one) => vendors.includes(one)));
  expect(groups.length).toBeGreaterThan(1);
  for (const group of groups) expect(vendors.filter((vendor) => !group.includes(vendor))).toEqual([]);
});
