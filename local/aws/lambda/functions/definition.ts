import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Assembly } from "../../cloudformation/assembly.ts";
import type { Resource, Template } from "../../interfaces.ts";
import { lambdaVariables, localAddresses } from "./environment.ts";

const properties = z.looseObject({
  FunctionName: z.string().optional(),
  Handler: z.string().optional(),
  Code: z.looseObject({ S3Key: z.string().optional() }),
  Environment: z
    .looseObject({ Variables: z.record(z.string(), z.coerce.string()).default({}) })
    .default({ Variables: {} }),
  MemorySize: z.coerce.number().default(128),
  Timeout: z.coerce.number().default(3),
  ReservedConcurrentExecutions: z.coerce.number().optional(),
  LoggingConfig: z
    .looseObject({ LogFormat: z.string().optional(), ApplicationLogLevel: z.string().optional() })
    .default({}),
  Role: z.string(),
});

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The configuration of one function. */
export interface FunctionDefinition {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** Folder of the bundle and `file.export` in it. */
  readonly root: string;
  readonly handler: string;
  /** Identifies the bundle's content. */
  readonly codeKey: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** Instances that may run at a time; undefined for the account's default. */
  readonly reservedConcurrency?: number;
  readonly credentials: Credentials;
  readonly environment: Readonly<Record<string, string>>;
}

/** Reads the functions of the template, with the environment Lambda would give them. */
export function functionDefinitions(template: Template, assembly: Assembly, endpointUrl: string) {
  return template
    .ofType("AWS::Lambda::Function")
    .map((resource) => definitionOf(resource, template, assembly, endpointUrl));
}

function definitionOf(
  resource: Resource,
  template: Template,
  assembly: Assembly,
  endpointUrl: string,
): FunctionDefinition {
  const result = properties.safeParse(resource.properties);
  if (!result.success) throw new Error(`${resource.logicalId}: ${z.prettifyError(result.error)}`);
  const { data } = result;
  const codeKey = data.Code.S3Key ?? "";
  const credentials = roleCredentials();
  const definition = {
    logicalId: resource.logicalId,
    name: resource.ref,
    arn: template.attribute(resource.logicalId, "Arn"),
    roleArn: data.Role,
    root: assembly.assetPath(codeKey) ?? "",
    handler: data.Handler ?? "",
    codeKey,
    memoryMb: data.MemorySize,
    timeoutMs: data.Timeout * 1000,
    credentials,
  };
  const reserved = data.ReservedConcurrentExecutions;
  return {
    ...definition,
    ...(reserved === undefined ? {} : { reservedConcurrency: reserved }),
    environment: {
      ...localAddresses(data.Environment.Variables, endpointUrl),
      ...lambdaVariables(definition, template.environment.region),
      ...(data.LoggingConfig.LogFormat && { AWS_LAMBDA_LOG_FORMAT: data.LoggingConfig.LogFormat }),
      ...(data.LoggingConfig.ApplicationLogLevel && {
        AWS_LAMBDA_LOG_LEVEL: data.LoggingConfig.ApplicationLogLevel,
      }),
      AWS_ENDPOINT_URL: endpointUrl,
    },
  };
}

/** Absolute path of the module that exports the handler. @throws Error if the bundle is not there */
export function handlerModule({ root, handler, logicalId }: FunctionDefinition): {
  file: string;
  name: string;
} {
  const dot = handler.lastIndexOf(".");
  const base = join(root, handler.slice(0, dot));
  const file = [".mjs", ".js", ".cjs"].map((extension) => base + extension).find((path) => existsSync(path));
  if (!root || !file)
    throw new Error(`${logicalId}: there is no module for handler ${handler} in ${root || "its assets"}`);
  return { file, name: handler.slice(dot + 1) };
}

/** Session credentials, unique per function or task: they identify the caller. */
export function roleCredentials(): Credentials {
  const id = createHash("sha256").update(randomBytes(16)).digest("hex").slice(0, 16).toUpperCase();
  return {
    accessKeyId: `ASIA${id}`,
    secretAccessKey: randomBytes(30).toString("base64"),
    sessionToken: randomBytes(90).toString("base64"),
  };
}
