import { randomBytes } from "node:crypto";
import * as z from "zod";
import type { Assembly } from "../cloudformation/assembly.ts";
import type { Resource, Template } from "../interfaces.ts";
import { type Credentials, roleCredentials } from "../lambda/functions/definition.ts";
import { localAddresses } from "../lambda/functions/environment.ts";
import { type ImageCommand, imageCommand } from "./image.ts";

const service = z.looseObject({
  TaskDefinition: z.string(),
  DesiredCount: z.coerce.number().default(1),
});
/** Strict, so that an unsupported property fails the start. */
const container = z.strictObject({
  Name: z.string(),
  Image: z.string(),
  Essential: z.literal(true).optional(),
  Environment: z.array(z.object({ Name: z.string(), Value: z.coerce.string() })).default([]),
  StopTimeout: z.coerce.number().default(30),
  ReadonlyRootFilesystem: z.boolean().optional(),
  LogConfiguration: z.unknown().optional(),
});
const task = z.looseObject({
  ContainerDefinitions: z.tuple([container]),
  TaskRoleArn: z.string(),
});

/** The configuration of the tasks of one service. */
export interface TaskDefinition {
  /** The name of the service. */
  readonly logicalId: string;
  readonly name: string;
  readonly count: number;
  readonly roleArn: string;
  readonly credentials: Credentials;
  /** The token with which the container requests its credentials. */
  readonly credentialsToken: string;
  readonly command: ImageCommand;
  /** How long it may take to end after SIGTERM. */
  readonly stopTimeoutMs: number;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Reads the tasks of every `AWS::ECS::Service`, with the environment ECS would give them.
 *
 * @throws Error naming the unsupported part of a task
 */
export function taskDefinitions(
  template: Template,
  assembly: Assembly,
  endpointUrl: string,
): TaskDefinition[] {
  return template
    .ofType("AWS::ECS::Service")
    .map((resource) => definitionOf(resource, template, assembly, endpointUrl));
}

function definitionOf(
  { logicalId, properties }: Resource,
  template: Template,
  assembly: Assembly,
  endpointUrl: string,
): TaskDefinition {
  const { TaskDefinition, DesiredCount } = parsed(service, properties, logicalId);
  const found = template.ofType("AWS::ECS::TaskDefinition").find(({ ref }) => ref === TaskDefinition);
  if (!found) throw new Error(`${logicalId}: the template has no task definition ${TaskDefinition}`);
  const { ContainerDefinitions, TaskRoleArn } = parsed(task, found.properties, found.logicalId);
  const [{ Image, Environment, StopTimeout }] = ContainerDefinitions;
  const folder = assembly.imagePath(Image.slice(Image.lastIndexOf(":") + 1));
  if (folder === undefined) throw new Error(`${found.logicalId}: there is no image ${Image} in its assets`);
  const given = Object.fromEntries(Environment.map(({ Name, Value }) => [Name, Value]));
  return {
    logicalId,
    name: template.attribute(logicalId, "Name"),
    count: DesiredCount,
    roleArn: TaskRoleArn,
    credentials: roleCredentials(),
    credentialsToken: randomBytes(24).toString("base64url"),
    command: imageCommand(folder),
    stopTimeoutMs: StopTimeout * 1_000,
    environment: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      AWS_EXECUTION_ENV: "AWS_ECS_FARGATE",
      AWS_DEFAULT_REGION: template.environment.region,
      ...localAddresses(given, endpointUrl),
      AWS_ENDPOINT_URL: endpointUrl,
    },
  };
}

function parsed<T>(schema: z.ZodType<T>, properties: unknown, logicalId: string): T {
  const result = schema.safeParse(properties);
  if (!result.success) throw new Error(`${logicalId}: ${z.prettifyError(result.error)}`);
  return result.data;
}
