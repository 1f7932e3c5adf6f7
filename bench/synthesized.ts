import { execFile } from "node:child_process";
import { promisify } from "node:util";

let folder: Promise<string> | undefined;

/** The application synthesized, bundles and all, once for all parts of the bench. @returns its folder */
export function synthesized(): Promise<string> {
  folder ??= promisify(execFile)(process.execPath, ["bin/app.ts"], {
    env: { ...process.env, CDK_OUTDIR: "cdk.out" },
  }).then(() => "cdk.out");
  return folder;
}
