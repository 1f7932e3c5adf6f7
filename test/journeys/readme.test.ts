import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { blocksOf, proseOf } from "../docs/pages.ts";
import { type Journey, journeyThrough } from "../support/journey.ts";
import { SECRET } from "../support/running-system.ts";
import { onSharedSystem } from "../support/shared-system.ts";

/** The examples of the pages, run as they stand; only the ports, the secret and the token are put in. */

const run = promisify(execFile);
let journey: Journey;
onSharedSystem.beforeAll(({ running }) => {
  journey = journeyThrough(running);
});
afterAll(() => journey.close());

function block(page: string, language: string, part: string): string {
  const found = blocksOf(page).find((each) => each.language === language && each.text.includes(part));
  if (!found) throw new Error(`${page} has no block with ${part}`);
  const { httpUrl, wsUrl } = journey.system;
  return found.text
    .replaceAll("http://localhost:3000", httpUrl)
    .replaceAll("ws://localhost:3001/live", wsUrl)
    .replace("the secret that npm start printed", SECRET);
}

/** What differs from run to run. */
function timeless({ timestamp: _, data, ...frame }: Record<string, unknown>): object {
  const { occurred_at: __, ...rest } = Object(data);
  return { ...frame, data: rest };
}

it("runs the README's example, then the contract's event by hand, in the order of the pages", async () => {
  const viewer = await journey.viewer("?match=123");
  const client = await startClient(block("README.md", "js", "new Touchline("));
  await expect.poll(subscriptions, { timeout: 120_000 }).toBe(2);
  const { stdout } = await run("bash", ["-euc", block("README.md", "sh", "send match-events")]);
  const [, promised = ""] = /Each answer is `([^`]+)`/.exec(proseOf("README.md")) ?? [];
  const answer = JSON.parse(promised);
  expect(linesOf(stdout).map((line) => JSON.parse(line))).toEqual([answer, answer]);

  const frame = await viewer.next(({ type }) => type === "match_event");
  expect(timeless(frame)).toEqual(timeless(JSON.parse(block("README.md", "json", '"match_event"'))));
  await expect.poll(() => client.lines(), { timeout: 120_000 }).toEqual(["Ada Reyes 1 0"]);

  const TOUCHLINE_TOKEN = await journey.system.issueToken({ scope: "touchline:write" });
  const byHand = block("docs/contract.md", "sh", "curl ");
  const answered = await run("bash", ["-euc", byHand], { env: { ...process.env, TOUCHLINE_TOKEN } });
  expect(JSON.parse(answered.stdout)).toMatchObject({ status: "accepted", received: 1 });
  await viewer.next(({ type, data }) => type === "match_event" && data.minute === 47);
});

/** How many subscriptions there are, of all channels. */
async function subscriptions(): Promise<number> {
  const tables = journey.system.template.ofType("AWS::DynamoDB::Table");
  const TableName = tables.find(({ logicalId }) => logicalId.includes("Subscriptions"))?.ref;
  const { Items } = await journey.call("dynamodb", "Scan", { TableName });
  return z
    .array(z.looseObject({}))
    .parse(Items)
    .filter((item) => JSON.stringify(item).includes("match:123#")).length;
}

/** The answers one after another, as curl prints them. */
function linesOf(answers: string): string[] {
  return answers.replaceAll("}{", "}\n{").trim().split("\n");
}

/** Runs an example that imports the published package, bundled from its sources. */
async function startClient(code: string): Promise<{ lines(): string[] }> {
  const folder = await mkdtemp(join(tmpdir(), "touchline-example-"));
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: folder },
    alias: { "touchline-client": fileURLToPath(new URL("../../client/src/index.ts", import.meta.url)) },
    bundle: true,
    write: false,
    format: "esm",
  });
  const file = join(folder, "example.mjs");
  await writeFile(file, outputFiles[0]?.text ?? "");
  const child = execFile(process.execPath, [file]);
  let output = "";
  child.stdout?.on("data", (text: string) => {
    output += text;
  });
  onTestFinished(async () => {
    child.kill();
    await rm(folder, { recursive: true, force: true });
  });
  return { lines: () => output.trim().split("\n") };
}
