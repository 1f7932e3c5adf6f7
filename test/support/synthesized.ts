import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { synthesize } from "../../local/start/synthesis.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Folder of the synthesized app, bundles included. */
    cloudAssembly: string;
  }
}

/** Nothing that a run of `npm start` may delete. */
const CACHE = fileURLToPath(new URL("../../node_modules/.cache/touchline", import.meta.url));

/** Synthesizes the app for all tests as `npm start` does: only if something it is made from has changed. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide("cloudAssembly", await synthesized());
}

/**
 * The app's cloud assembly, kept from run to run.
 *
 * @param name of the folder it is kept in
 * @param context of the application, in place of what `cdk.json` says of it
 */
export async function synthesized(name = "plain", context: Record<string, unknown> = {}): Promise<string> {
  const folder = join(CACHE, name);
  await mkdir(folder, { recursive: true });
  return (await synthesize(folder, new AbortController().signal, context)).folder;
}
