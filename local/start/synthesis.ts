import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Problem } from "../command/problem.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
/** What the template and the bundles are made from. */
const SOURCES = ["bin", "lib", "lambdas", "modules", "package-lock.json", "cdk.json"];
const FINGERPRINT = "fingerprint";

export interface Synthesis {
  /** Of the cloud assembly, as `cdk synth` writes it. */
  folder: string;
  /** Whether it is the one of an earlier run. */
  cached: boolean;
}

/**
 * The application's template and bundles, made anew only if something they are made from has changed.
 *
 * @param context of the application, in place of what `cdk.json` says of it
 * @throws Problem with what the compiler said
 */
export async function synthesize(
  dataDir: string,
  signal: AbortSignal,
  context: Readonly<Record<string, unknown>> = {},
): Promise<Synthesis> {
  const folder = join(dataDir, "cloud-assembly");
  const fingerprint = await fingerprintOf(PROJECT, context);
  const known = await readFile(join(folder, FINGERPRINT), "utf8").catch(() => undefined);
  if (known === fingerprint) return { folder, cached: true };

  const fresh = `${folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  await run(fresh, signal, context);
  await writeFile(join(fresh, FINGERPRINT), fingerprint);
  await rm(folder, { recursive: true, force: true });
  await rename(fresh, folder);
  return { folder, cached: false };
}

async function fingerprintOf(project: string, context: object): Promise<string> {
  const hash = createHash("sha256").update(process.version).update(JSON.stringify(context));
  for (const source of SOURCES) {
    for (const file of await filesOf(join(project, source))) {
      hash.update(`\0${file.slice(project.length)}\0`).update(await readFile(file));
    }
  }
  return hash.digest("hex");
}

async function filesOf(path: string): Promise<string[]> {
  if (!existsSync(path)) return [];
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (!entries) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function run(outdir: string, signal: AbortSignal, context: object): Promise<void> {
  const child = spawn(process.execPath, ["bin/app.ts"], {
    cwd: PROJECT,
    // Values that only AWS would refuse are checked by the tests and the CLI; here they cost two seconds.
    env: {
      ...process.env,
      CDK_OUTDIR: outdir,
      CDK_VALIDATION: "false",
      CDK_CONTEXT_JSON: JSON.stringify(context),
    },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => said.push(text));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  if (code === 0) return;
  throw new Problem(
    `The application could not be synthesized. \`node bin/app.ts\` said:\n\n${said.join("").trim()}\n\nCorrect that and start again.`,
  );
}
