import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { describe, expect, test } from "vitest";

/** The layers as docs/architecture.md says them, held to the imports of every file. */

const ROOT = new URL("../../", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, ROOT), "utf8");

/** `modules/match` or `local/aws` where a folder has layers of its own, the first folder for any other. */
function layerOf(file: string): string {
  const [first = "", second = ""] = file.split("/");
  return first === "modules" || first === "local" ? `${first}/${second}` : first;
}

/** Which layers the files of each layer import, and by which file. */
function imports(): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const file of globSync("{bin,lib,lambdas,modules,client,web,local}/**/*.ts", { cwd: ROOT })) {
    if (file.includes("node_modules") || file.includes("/dist/")) continue;
    const from = layerOf(file);
    const targets = found.get(from) ?? new Map<string, string>();
    found.set(from, targets);
    for (const [, path = ""] of read(file).matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+\.ts)"/g)) {
      const to = layerOf(join(dirname(file), path));
      if (to !== from) targets.set(to, file);
    }
  }
  return found;
}

/** The table below the heading "Layers": each layer and what it imports. */
function documented(): Map<string, string[]> {
  const section = /^## Layers$([\s\S]*?)^(?:## |`lib`)/m.exec(read("docs/architecture.md"))?.[1] ?? "";
  const rows = [...section.matchAll(/^\| `([^`]+)`\s*\|(.*)\|$/gm)];
  return new Map(
    rows.map(([, layer = "", cell = ""]) => [
      layer,
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
    ]),
  );
}

describe("the table of layers", () => {
  const actual = imports();
  const table = documented();

  test("has every layer", () => {
    expect([...table.keys()].sort()).toEqual([...actual.keys()].sort());
  });

  test.each([...table])("%s imports what the table says, and nothing else", (layer, targets) => {
    const files = Object.fromEntries(actual.get(layer) ?? []);
    expect(Object.keys(files).sort(), JSON.stringify(files, null, 2)).toEqual([...targets].sort());
  });

  test("has no cycle: every import leads down", () => {
    const left = new Map(table);
    for (;;) {
      const bottom = [...left].filter(([, targets]) => !targets.some((target) => left.has(target)));
      if (bottom.length === 0) break;
      for (const [layer] of bottom) left.delete(layer);
    }
    expect([...left.keys()]).toEqual([]);
  });
});
