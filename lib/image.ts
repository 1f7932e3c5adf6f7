import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Stack } from "aws-cdk-lib";
import { DockerImageAsset, Platform } from "aws-cdk-lib/aws-ecr-assets";
import { ContainerImage } from "aws-cdk-lib/aws-ecs";
import type { Construct } from "constructs";
import type { FunctionName } from "../modules/runtime/env.ts";
import { build } from "./bundle.ts";

/**
 * Defines the image of a container that runs `lambdas/<name>/index.ts`, by the Dockerfile beside it. Puts together
 * its content only; Docker makes the image when it is deployed.
 */
export function image(scope: Construct, name: FunctionName): ContainerImage {
  const folder = mkdtempSync(join(tmpdir(), "touchline-image-"));
  try {
    cpSync(
      fileURLToPath(new URL(`../lambdas/${name}/Dockerfile`, import.meta.url)),
      join(folder, "Dockerfile"),
    );
    if (Stack.of(scope).bundlingRequired) {
      // The SDK goes through all ways to find credentials until it comes to the one of containers.
      build(name, join(folder, "index.mjs"), []);
    }
    const asset = new DockerImageAsset(scope, "Image", { directory: folder, platform: Platform.LINUX_ARM64 });
    return ContainerImage.fromDockerImageAsset(asset);
  } finally {
    // The library has a copy by now.
    rmSync(folder, { recursive: true });
  }
}
