import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { touchlineApp } from "../../lib/app.ts";
import { DEPLOYMENTS } from "../../lib/deployment-config.ts";

/** A resource as CloudFormation reads it. */
export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DependsOn?: string[];
  Condition?: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

export interface SynthesizedDeployment {
  name: string;
  template: Template;
  /** By logical id. */
  resources: Readonly<Record<string, Resource>>;
  terminationProtection: boolean;
}

/** Context by which every deployment holds every stream. */
export const BRIDGED = {
  bridge: { dev: ["allsports", "sportradar"], prod: ["allsports", "sportradar"] },
};

// The library's checks of values against what AWS takes are slow, and are a test of their own.
process.env.CDK_VALIDATION = "false";

/** The app as it would be deployed, but with its functions unbundled, which takes seconds and changes no rule. */
export function unbundledApp(outdir: string, context: Record<string, unknown> = {}): App {
  return touchlineApp({ outdir, context: { ...context, "aws:cdk:bundling-stacks": [] } });
}

/** Runs with a folder that is gone afterwards. */
export function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "touchline-template-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every deployment, synthesized when the module is loaded. */
export const SYNTHESIZED = synthesized();

/** Every deployment, with a context beside that of `cdk.json`. */
export function synthesized(context: Record<string, unknown> = {}): readonly SynthesizedDeployment[] {
  return inFolder((folder) => {
    const assembly = unbundledApp(folder, context).synth();
    return Object.keys(DEPLOYMENTS).map((name) => {
      const stack = assembly.getStackByName(`touchline-${name}`);
      return {
        name,
        // Also refuses a template whose resources wait for each other in a circle.
        template: Template.fromJSON(stack.template),
        resources: stack.template.Resources,
        terminationProtection: stack.terminationProtection ?? false,
      };
    });
  });
}

export function deploymentNamed(name: keyof typeof DEPLOYMENTS): SynthesizedDeployment {
  const found = SYNTHESIZED.find((deployment) => deployment.name === name);
  if (found === undefined) throw new Error(`no deployment ${name}`);
  return found;
}
