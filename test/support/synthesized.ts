import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** Folder of the synthesized app, bundles included. */
    cloudAssembly: string;
  }
}

/** Synthesizes the app once for all tests, as `npm start` does; removed again afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "touchline-synth-"));
  await promisify(execFile)(process.execPath, ["bin/app.ts"], {
    env: { ...process.env, CDK_OUTDIR: folder },
  });
  project.provide("cloudAssembly", folder);
  return () => rm(folder, { recursive: true, force: true });
}
