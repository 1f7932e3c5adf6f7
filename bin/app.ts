import { fileURLToPath } from "node:url";
import { touchlineApp } from "../lib/app.ts";

/** Written beside the project wherever it is run from, so that the local run finds it; the CLI may say otherwise. */
const ASSEMBLY = fileURLToPath(new URL("../cdk.out", import.meta.url));

// Without the CLI this is the local run, which spares itself two seconds of checking values that only AWS would
// refuse. cdk-nag still looks; the CLI and the tests check everything.
if (process.env.CDK_OUTDIR === undefined) process.env.CDK_VALIDATION ??= "false";

touchlineApp({ outdir: process.env.CDK_OUTDIR ?? ASSEMBLY }).synth();
