import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as z from "zod";

const resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
});

const templateFile = z.looseObject({
  Resources: z.record(z.string(), resource),
  Parameters: z
    .record(
      z.string(),
      z.looseObject({
        Default: z.string().optional(),
        AllowedPattern: z.string().optional(),
        ConstraintDescription: z.string().optional(),
      }),
    )
    .default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Outputs: z
    .record(z.string(), z.looseObject({ Value: z.unknown(), Condition: z.string().optional() }))
    .default({}),
});

const assetsFile = z.looseObject({
  files: z
    .record(
      z.string(),
      z.looseObject({
        source: z.looseObject({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
      }),
    )
    .default({}),
  dockerImages: z
    .record(
      z.string(),
      z.looseObject({
        source: z.looseObject({ directory: z.string().optional() }),
        destinations: z.record(z.string(), z.looseObject({ imageTag: z.string() })),
      }),
    )
    .default({}),
});

export type TemplateFile = z.output<typeof templateFile>;

/** The output of `cdk synth` for one stack. */
export interface Assembly {
  readonly stackName: string;
  readonly template: TemplateFile;
  /** Absolute path of an asset by the key it would have in the bootstrap bucket; undefined if unknown. */
  assetPath(objectKey: string): string | undefined;
  /** Absolute path of the folder of an image, by the tag it would have; undefined if unknown. */
  imagePath(tag: string): string | undefined;
}

/** @throws Error naming the file that is missing or malformed */
export function readAssembly(cloudAssembly: string, stackName: string): Assembly {
  const folder = resolve(cloudAssembly);
  const template = readJson(join(folder, `${stackName}.template.json`), templateFile);
  const assets = readJson(join(folder, `${stackName}.assets.json`), assetsFile);
  const images = new Map<string, string>();
  for (const { source, destinations } of Object.values(assets.dockerImages)) {
    for (const { imageTag } of Object.values(destinations)) {
      if (source.directory) images.set(imageTag, resolve(folder, source.directory));
    }
  }
  const paths = new Map<string, string>();
  for (const { source, destinations } of Object.values(assets.files)) {
    for (const { objectKey } of Object.values(destinations)) {
      if (source.path) paths.set(objectKey, resolve(folder, source.path));
    }
  }
  return {
    stackName,
    template,
    assetPath: (objectKey) => paths.get(objectKey),
    imagePath: (tag) => images.get(tag),
  };
}

function readJson<T>(file: string, schema: z.ZodType<T>): T {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new Error(`cannot read ${file}; has the application been synthesized?`, { cause });
  }
  const result = schema.safeParse(content);
  if (!result.success) throw new Error(`${file} is not as CDK writes it: ${z.prettifyError(result.error)}`);
  return result.data;
}
