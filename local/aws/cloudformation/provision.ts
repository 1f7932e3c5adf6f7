import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import { CallError, type Client } from "../endpoint/client.ts";
import type { Log, Resource, Template } from "../interfaces.ts";

/** A new on-demand stream has four shards. */
const ON_DEMAND_SHARDS = 4;
const DEFAULT_RETENTION_HOURS = 24;

const streamProperties = z.looseObject({
  ShardCount: z.coerce.number().optional(),
  RetentionPeriodHours: z.coerce.number().default(DEFAULT_RETENTION_HOURS),
  StreamModeDetails: z.looseObject({ StreamMode: z.string() }).optional(),
});

/** Passed on unchanged; dynalite validates them as DynamoDB does. */
const TABLE_PROPERTIES = [
  "AttributeDefinitions",
  "KeySchema",
  "BillingMode",
  "ProvisionedThroughput",
  "GlobalSecondaryIndexes",
  "LocalSecondaryIndexes",
] as const;

/** Both types have the same properties as far as one region is concerned. */
export const TABLE_TYPES = ["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"];

/** Creates the streams and tables of the template that do not exist yet. */
export async function provision(template: Template, client: Client, log: Log): Promise<void> {
  const tables = TABLE_TYPES.flatMap((type) => template.ofType(type));
  await Promise.all([
    ...template.ofType("AWS::Kinesis::Stream").map((stream) => createStream(stream, client, log)),
    ...tables.map((table) => createTable(table, client)),
  ]);
}

async function createStream({ ref, properties }: Resource, client: Client, log: Log): Promise<void> {
  const StreamName = ref;
  const { ShardCount, RetentionPeriodHours, StreamModeDetails } = streamProperties.parse(properties);
  const onDemand = StreamModeDetails?.StreamMode === "ON_DEMAND";
  const shards = onDemand ? ON_DEMAND_SHARDS : (ShardCount ?? 1);
  const describe = () => client("kinesis", "DescribeStreamSummary", { StreamName });
  const existing = await orMissing(describe());
  if (existing) {
    const { OpenShardCount } = Object(existing.StreamDescriptionSummary);
    if (OpenShardCount !== shards) {
      log.warn(
        "kinesis",
        `${StreamName} has ${OpenShardCount} shards, the template wants ${shards}: start afresh`,
      );
    }
    return;
  }
  await client("kinesis", "CreateStream", { StreamName, ShardCount: shards });
  await becoming(async () => Object((await describe()).StreamDescriptionSummary).StreamStatus === "ACTIVE");
  if (RetentionPeriodHours > DEFAULT_RETENTION_HOURS) {
    await client("kinesis", "IncreaseStreamRetentionPeriod", { StreamName, RetentionPeriodHours });
  }
}

async function createTable({ ref, properties }: Resource, client: Client): Promise<void> {
  const TableName = ref;
  const describe = () => client("dynamodb", "DescribeTable", { TableName });
  if (await orMissing(describe())) return;
  const given = TABLE_PROPERTIES.filter((name) => properties[name] !== undefined);
  const input = Object.fromEntries(given.map((name) => [name, properties[name]]));
  await client("dynamodb", "CreateTable", { TableName, ...input });
  await becoming(async () => Object((await describe()).Table).TableStatus === "ACTIVE");
}

async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CallError && error.code === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

async function becoming(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await wait(5);
}
