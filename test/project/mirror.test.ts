import { existsSync, globSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { LONGEST, SYSTEM } from "../projects.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Tests of something larger than a file: the whole template, the start command, the page in a browser. */
const OF_NO_FILE = new Set([
  "lib/data",
  "lib/exposure",
  "lib/grants",
  "lib/nag",
  "lib/parameters",
  "lib/pipeline",
  "lib/stateful",
  "local/start/start",
  "web/page",
]);

const TESTS = globSync("{bench,client,lambdas,lib,local,modules,web}/**/*.test.ts", {
  cwd: join(ROOT, "test"),
});

test("each test stands in the folder of the file it tests and has its name, and maybe an aspect behind it", () => {
  const strays = TESTS.filter((path) => {
    const [name = ""] = basename(path).split(".");
    const tested = join(dirname(path), name);
    return !OF_NO_FILE.has(tested) && !existsSync(join(ROOT, `${tested}.ts`));
  });
  expect(strays).toEqual([]);
  expect(TESTS.length).toBeGreaterThan(100);
});

test("no exception is kept for a test that is gone", () => {
  expect([...OF_NO_FILE].filter((path) => !TESTS.includes(`${path}.test.ts`))).toEqual([]);
});

test("every path that test/projects.ts names is there", () => {
  const named = [...SYSTEM, ...LONGEST.map((path) => `test/**/${path}`)];
  expect(named.filter((path) => globSync(path, { cwd: ROOT }).length === 0)).toEqual([]);
});

test("no two helpers have one name", () => {
  const helpers = globSync("**/*.ts", { cwd: join(ROOT, "test"), exclude: ["**/*.test.ts"] });
  const names = helpers.map((path) => basename(path));
  const twice = helpers.filter((path) => names.filter((name) => name === basename(path)).length > 1);
  expect(twice.sort()).toEqual([]);
});
