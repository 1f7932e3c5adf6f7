import * as z from "zod";
import type { Resource, Template } from "../../interfaces.ts";

const properties = z.looseObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.boolean().default(true),
  BatchSize: z.coerce.number().default(100),
  MaximumBatchingWindowInSeconds: z.coerce.number().default(0),
  ParallelizationFactor: z.coerce.number().default(1),
  BisectBatchOnFunctionError: z.boolean().default(false),
  MaximumRetryAttempts: z.coerce.number().default(-1),
  MaximumRecordAgeInSeconds: z.coerce.number().default(-1),
  StartingPosition: z.enum(["LATEST", "TRIM_HORIZON"]),
  DestinationConfig: z
    .looseObject({ OnFailure: z.looseObject({ Destination: z.string() }).optional() })
    .optional(),
});

/** Properties that change the events of a function and are not supported. */
const NOT_PLAYED = ["FilterCriteria", "FunctionResponseTypes", "TumblingWindowInSeconds", "ScalingConfig"];

/** One `AWS::Lambda::EventSourceMapping` of a Kinesis stream. */
export interface Mapping {
  readonly logicalId: string;
  readonly functionReference: string;
  /** The ARN events carry: the stream's, or that of its enhanced fan-out consumer. */
  readonly sourceArn: string;
  readonly streamArn: string;
  readonly streamName: string;
  readonly enhancedFanOut: boolean;
  readonly batchSize: number;
  readonly windowMs: number;
  /** Batches of one shard that are processed at a time. */
  readonly parallelization: number;
  readonly bisect: boolean;
  /** Tries after the first; Infinity for no limit. */
  readonly maxRetries: number;
  readonly maxAgeMs: number;
  readonly startingPosition: "LATEST" | "TRIM_HORIZON";
  /** ARN of the queue for batches that were given up. */
  readonly onFailure?: string;
}

/** @throws Error naming a mapping that is not played */
export function eventSourceMappings(template: Template): Mapping[] {
  const resources = template.ofType("AWS::Lambda::EventSourceMapping");
  return resources.filter(({ properties: { Enabled } }) => Enabled !== false).map(mappingOf);
}

function mappingOf({ logicalId, properties: given }: Resource): Mapping {
  const result = properties.safeParse(given);
  if (!result.success) throw new Error(`${logicalId}: ${z.prettifyError(result.error)}`);
  const unplayed = NOT_PLAYED.find((name) => name in given);
  if (unplayed)
    throw new Error(`${logicalId}: the local run does not play ${unplayed} of event source mappings`);
  const { data } = result;
  const [, streamArn, streamName, consumer] =
    /^(arn:[^:]+:kinesis:[^:]+:[^:]+:stream\/([^/]+))(\/consumer\/.+)?$/.exec(data.EventSourceArn) ?? [];
  if (!streamArn || !streamName)
    throw new Error(`${logicalId}: only Kinesis is played, not ${data.EventSourceArn}`);
  const onFailure = data.DestinationConfig?.OnFailure?.Destination;
  return {
    logicalId,
    functionReference: data.FunctionName,
    sourceArn: data.EventSourceArn,
    streamArn,
    streamName,
    enhancedFanOut: consumer !== undefined,
    batchSize: data.BatchSize,
    windowMs: data.MaximumBatchingWindowInSeconds * 1000,
    parallelization: data.ParallelizationFactor,
    bisect: data.BisectBatchOnFunctionError,
    maxRetries: endless(data.MaximumRetryAttempts),
    maxAgeMs: endless(data.MaximumRecordAgeInSeconds) * 1000,
    startingPosition: data.StartingPosition,
    ...(onFailure && { onFailure }),
  };
}

function endless(value: number): number {
  return value < 0 ? Number.POSITIVE_INFINITY : value;
}
