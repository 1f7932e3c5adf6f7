import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AssetHashType, DockerImage } from "aws-cdk-lib";
import { type AssetCode, Code } from "aws-cdk-lib/aws-lambda";
import { buildSync } from "esbuild";
import type { FunctionName } from "../modules/runtime/env.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Ways to find credentials that Lambda never uses, as its credentials come from the environment: not shipped. */
const NEVER_REACHED = [
  ...["ini", "sso", "process", "web-identity", "login", "http", "cognito-identity"].map(
    (source) => `@aws-sdk/credential-provider-${source}`,
  ),
  "@aws-sdk/nested-clients",
  "@smithy/credential-provider-imds",
  "pg-native",
];

/** CommonJS dependencies such as pg look for `require`, which an ES module does not have. */
const REQUIRE =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

/** Files of the project that a function reads at run time: name in the bundle to path in the project. */
export type BundledFiles = Readonly<Record<string, string>>;

/**
 * Bundles a function: `lambdas/<name>/index.ts` as `index.mjs`, and the files beside it.
 *
 * esbuild is called in this process rather than by NodejsFunction, which starts it through npx every time
 * (half a second each). The hash is of the output, so that a change outside the bundle deploys nothing;
 * the library builds a bundle once for all stacks that share its folder.
 */
export function bundle(name: FunctionName, files: BundledFiles = {}): AssetCode {
  const source = join(ROOT, "lambdas", name);
  return Code.fromAsset(source, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry("never-used"),
      local: {
        tryBundle(output: string): boolean {
          build(name, join(output, "index.mjs"));
          for (const [to, from] of Object.entries(files)) {
            cpSync(join(ROOT, from), join(output, to), { recursive: true });
          }
          return true;
        },
      },
    },
  });
}

/** Builds one file of a function. @param external packages to leave out, as they are never reached where it runs */
export function build(
  name: FunctionName,
  outfile: string,
  external: readonly string[] = NEVER_REACHED,
): void {
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: [join(ROOT, "lambdas", name, "index.ts")],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "esm",
    // The ES module build of a package, where it has one, sheds what is not used.
    mainFields: ["module", "main"],
    external: [...external],
    banner: { js: REQUIRE },
    logLevel: "warning",
  });
}
