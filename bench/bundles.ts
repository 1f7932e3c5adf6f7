import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Figure, inTurns, type Part } from "./figures.ts";
import { synthesized } from "./synthesized.ts";

/** What a cold start has to read and run: each function's bundle, its size and the time to import it. */
export const bundles: Part = {
  name: "bundles",
  about: "size of each function's bundle and the time a fresh process takes to import it",
  async run(progress) {
    progress("synthesizing");
    const functions = await bundledFunctions(await synthesized(), "touchline-dev");
    const figures: Figure[] = [];
    for (const { name, file, variables } of functions) {
      progress(name);
      const kb = (await stat(file)).size / 1024;
      const { ms } = await inTurns(5, { ms: () => importTime(file, variables) });
      figures.push({ figure: `bundle.${name}_kb`, value: kb, unit: "kb", note: "minified, as deployed" });
      figures.push({
        figure: `cold_import.${name}_ms`,
        value: ms,
        unit: "ms",
        note: "import in a new process",
      });
    }
    return [...figures, largest(figures, "bundle", "kb"), largest(figures, "cold_import", "ms")];
  },
};

const run = promisify(execFile);

interface Bundle {
  name: string;
  file: string;
  variables: Record<string, string>;
}

interface Template {
  Resources: Record<string, { Type: string; Properties?: FunctionProperties }>;
}
interface FunctionProperties {
  Code?: { S3Key?: string };
  Handler?: string;
  Environment?: { Variables?: Record<string, unknown> };
}
interface Assets {
  files: Record<string, { source: { path: string } }>;
}

/** The functions of the template that are bundled from `lambdas/`, by their logical ids without the hash. */
async function bundledFunctions(folder: string, stack: string): Promise<Bundle[]> {
  const template = await readJson<Template>(join(folder, `${stack}.template.json`));
  const assets = await readJson<Assets>(join(folder, `${stack}.assets.json`));
  return Object.entries(template.Resources).flatMap(([logicalId, { Type, Properties }]) => {
    const hash = Properties?.Code?.S3Key?.replace(/\.zip$/, "") ?? "";
    const asset = assets.files[hash]?.source.path;
    const isOurs = Type === "AWS::Lambda::Function" && Properties?.Handler === "index.handler";
    if (!isOurs || asset === undefined) return [];
    const name = logicalId.replace(/Function[0-9A-F]{8}$/, "");
    const variables = standIns(Properties.Environment?.Variables ?? {});
    return [{ name, file: join(folder, asset, "index.mjs"), variables }];
  });
}

/** Values of the right form: importing a bundle reads its environment but talks to nobody. */
function standIns(variables: Readonly<Record<string, unknown>>): Record<string, string> {
  const of = (name: string) => {
    if (name.endsWith("_URL")) return "http://127.0.0.1:9/live";
    if (name.endsWith("_SECRETS")) return "{}";
    if (name.endsWith("_ISSUERS")) return "[]";
    return name.endsWith("_PORT") ? "1" : "x";
  };
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, typeof value === "string" ? value : of(name)]),
  );
}

const FROM_LAMBDA = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "x", AWS_SECRET_ACCESS_KEY: "x" };

async function importTime(file: string, variables: Record<string, string>): Promise<number> {
  const script = `const t = performance.now(); await import(${JSON.stringify(join(process.cwd(), file))});
    process.stdout.write("\\n" + (performance.now() - t)); process.exit(0);`;
  const env = { PATH: process.env.PATH, ...FROM_LAMBDA, ...variables };
  const { stdout } = await run("node", ["--input-type=module", "-e", script], { env });
  return Number(stdout.split("\n").at(-1));
}

function largest(figures: readonly Figure[], group: string, unit: "kb" | "ms"): Figure {
  const all = figures.filter(({ figure }) => figure.startsWith(`${group}.`));
  const worst = all.reduce((a, b) => (a.value >= b.value ? a : b));
  return { figure: `${group}.max_${unit}`, value: worst.value, unit, note: `that of ${worst.figure}` };
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, "utf8")) as T;
}
