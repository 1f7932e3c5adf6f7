import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { DEPLOYMENTS } from "../../lib/deployment-config.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const CLI = join(PROJECT, "node_modules/aws-cdk/bin/cdk");
/** The CLI neither looks for an account nor calls anybody, and runs the application with this Node. */
const OFFLINE = {
  AWS_EC2_METADATA_DISABLED: "true",
  CDK_DISABLE_CLI_TELEMETRY: "true",
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
};

const folder = await mkdtemp(join(tmpdir(), "touchline-cli-"));
afterAll(() => rm(folder, { recursive: true }));

function node(args: string[], env: NodeJS.ProcessEnv) {
  return promisify(execFile)(process.execPath, args, { cwd: PROJECT, env: { ...process.env, ...env } });
}

/** What the CLI writes when it lists the stacks, which it does without bundling functions. */
async function byCli(outdir: string): Promise<void> {
  await node([CLI, "list", "--output", outdir], OFFLINE);
}

/** What the local run writes, without bundling functions either. */
async function withoutCli(outdir: string): Promise<void> {
  await node(["bin/app.ts"], {
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ "aws:cdk:bundling-stacks": [] }),
  });
}

test("the CLI and the local run write the same templates, of the same context", async () => {
  const [cli, local] = [join(folder, "cli"), join(folder, "local")];
  await Promise.all([byCli(cli), withoutCli(local)]);
  for (const name of Object.keys(DEPLOYMENTS)) {
    const [one, other] = await Promise.all(
      [cli, local].map((outdir) => readFile(join(outdir, `touchline-${name}.template.json`), "utf8")),
    );
    expect(JSON.parse(other ?? "")).toEqual(JSON.parse(one ?? ""));
  }
});

test("the CLI refuses the bridge as a flag", async () => {
  const listing = node([CLI, "list", "--output", join(folder, "flag"), "-c", "bridge=allsports"], OFFLINE);
  await expect(listing).rejects.toMatchObject({
    stderr: expect.stringContaining("the next one without it would delete the container"),
  });
});
