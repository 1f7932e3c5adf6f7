import { cpSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { startByNpm } from "../../support/command.ts";
import { familyOf, type Process, stillThere } from "../../support/process-table.ts";

/** How long a busy machine may take; that all go is what counts. */
const PATIENCE = 120_000;

/** One folder for all: it also shows that each left it as it should be. */
const folder = mkdtempSync(join(tmpdir(), "touchline-signals-"));
// As an earlier run leaves it: what is synthesized is not what this is about.
cpSync(inject("cloudAssembly"), join(folder, "cloud-assembly"), { recursive: true });
afterAll(() => rm(folder, { recursive: true, force: true }));

/** `npm start`, and all processes of it once it is ready. */
async function started(): Promise<{ npm: number; family: Process[] }> {
  const run = startByNpm(["--no-replay"], { PORT: "0", WS_PORT: "0", TOUCHLINE_DATA: folder });
  await run.line(/^ready/);
  const npm = run.child.pid ?? 0;
  const family = await familyOf(npm);
  onTestFinished(async () => {
    for (const line of await stillThere(family)) process.kill(Number.parseInt(line, 10), "SIGKILL");
  });
  return { npm, family };
}

const only = (family: readonly Process[], pattern: RegExp) =>
  family.filter(({ command }) => pattern.test(command)).map(({ pid }) => pid);

describe("nothing of npm start is left", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const)(
    "after npm alone got %s",
    { timeout: 3 * PATIENCE },
    async (signal) => {
      const { npm, family } = await started();
      expect(only(family, /local\/start\/index\.ts/).length, "node").toBeGreaterThan(0);
      expect(only(family, /^\S*postgres -D /), "postmaster").toHaveLength(1);
      expect(only(family, /^postgres: /).length, "its children").toBeGreaterThan(0);
      process.kill(npm, signal);
      await expect.poll(() => stillThere(family), { timeout: PATIENCE }).toEqual([]);
    },
  );

  test("after our own process was killed", { timeout: 3 * PATIENCE }, async () => {
    const { family } = await started();
    const nodes = only(family, /^\S*node local\/start\/index\.ts/);
    expect(nodes).toHaveLength(1);
    for (const node of nodes) process.kill(node, "SIGKILL");
    await expect.poll(() => stillThere(family), { timeout: PATIENCE }).toEqual([]);
  });
});
