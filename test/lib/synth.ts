import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { touchlineApp } from "../../lib/app.ts";
import { STAGES } from "../../lib/deployment-config.ts";

/** A resource as CloudFormation reads it. */
export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DependsOn?: string[];
  Condition?: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

export interface SynthesizedStage {
  stage: string;
  template: Template;
  /** By logical id. */
  resources: Readonly<Record<string, Resource>>;
  terminationProtection: boolean;
}

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

/** Every stage, synthesized when the module is loaded. */
export const SYNTHESIZED = synthesized();

/** Every stage, with what `-c` would be given. */
export function synthesized(context: Record<string, unknown> = {}): readonly SynthesizedStage[] {
  return inFolder((folder) => {
    const assembly = unbundledApp(folder, context).synth();
    return Object.keys(STAGES).map((stage) => {
      const stack = assembly.getStackByName(`touchline-${stage}`);
      return {
        stage,
        // Also refuses a template whose resources wait for each other in a circle.
        template: Template.fromJSON(stack.template),
        resources: stack.template.Resources,
        terminationProtection: stack.terminationProtection ?? false,
      };
    });
  });
}

export function stageNamed(name: keyof typeof STAGES): SynthesizedStage {
  const found = SYNTHESIZED.find(({ stage }) => stage === name);
  if (found === undefined) throw new Error(`no stage ${name}`);
  return found;
}
