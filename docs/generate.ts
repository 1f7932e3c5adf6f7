import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseCommandLine } from "../local/command/command-line.ts";
import { Problem } from "../local/command/problem.ts";
import pkg from "../package.json" with { type: "json" };
import { documents } from "./schema/documents.ts";

const HELP = `Writes docs/openapi.yaml and docs/asyncapi.yaml from the schemas in docs/schema.

  npm run docs

  --help  prints this help`;

async function main(): Promise<void> {
  if (parseCommandLine(process.argv.slice(2), HELP, {}).values.help) return console.log(HELP);
  for (const [name, text] of Object.entries(documents(pkg.version))) {
    const path = fileURLToPath(new URL(name, import.meta.url));
    const before = await readFile(path, "utf8").catch(() => undefined);
    await writeFile(path, text);
    const kilobytes = (Buffer.byteLength(text) / 1024).toFixed(1);
    console.log(`docs/${name}: ${kilobytes} KiB, ${before === text ? "as it was" : "changed"}`);
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Problem ? error.message : error);
  process.exitCode = 1;
});
