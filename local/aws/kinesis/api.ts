import type { Server, ServerResponse } from "node:http";
import * as z from "zod";
import { forward } from "../endpoint/forward.ts";
import { type AwsRequest, jsonInput, Refusal, type Service, targetOperation } from "../endpoint/request.ts";
import type { Template } from "../interfaces.ts";
import { type StreamKeys, streamKeys } from "./stream-keys.ts";

/** Operations of kinesalite; each needs the action of the same name on the stream in the request. */
const OPERATIONS = new Set([
  "CreateStream",
  "DescribeStream",
  "DescribeStreamSummary",
  "GetRecords",
  "GetShardIterator",
  "IncreaseStreamRetentionPeriod",
  "ListShards",
  "ListStreams",
  "PutRecord",
  "PutRecords",
]);
const WRITES = new Set(["PutRecord", "PutRecords"]);

/**
 * Serves Kinesis with kinesalite.
 *
 * @param onWrite called with the stream's name and the ids of its shards that have new records to be read
 */
export function kinesisService(
  kinesalite: Server,
  template: Template,
  onWrite: (streamName: string, shardIds: readonly string[]) => void,
): Service {
  const { partition, region, account } = template.environment;
  const keys = streamKeys(template);

  /** An iterator does not name its stream, so reading needs the action on every stream. */
  function resourceOf({ StreamARN, StreamName }: Record<string, unknown>): string {
    if (typeof StreamARN === "string") return StreamARN;
    if (typeof StreamName !== "string") return "*";
    return `arn:${partition}:kinesis:${region}:${account}:stream/${StreamName}`;
  }
  return {
    access(request) {
      const operation = targetOperation(request);
      if (!OPERATIONS.has(operation)) {
        throw new Refusal(
          400,
          "UnknownOperationException",
          `the local run does not play kinesis: ${operation}`,
        );
      }
      const resource = resourceOf(jsonInput(request));
      return [
        { action: `kinesis:${operation}`, resources: [resource] },
        ...(WRITES.has(operation) ? encryption(keys, resource) : []),
      ];
    },
    answer(request, response) {
      if (WRITES.has(targetOperation(request))) {
        const { StreamName } = jsonInput(request);
        watchBody(response, (body) => {
          if (response.statusCode === 200) onWrite(String(StreamName), shardsWritten(body));
        });
      }
      forward(kinesalite, answerable(request), response);
    },
  };
}

/**
 * Replaces AT_TIMESTAMP by TRIM_HORIZON: kinesalite does not answer for a shard without records after that time.
 * Readers have to check the times.
 */
function answerable(request: AwsRequest): AwsRequest {
  const { ShardIteratorType, Timestamp: _, ...input } = jsonInput(request);
  if (ShardIteratorType !== "AT_TIMESTAMP") return request;
  const body = Buffer.from(JSON.stringify({ ...input, ShardIteratorType: "TRIM_HORIZON" }));
  return { ...request, headers: { ...request.headers, "content-length": String(body.length) }, body };
}

const written = z.looseObject({ ShardId: z.string() });
const writtenMany = z.looseObject({ Records: z.array(written) });

function shardsWritten(body: string): string[] {
  const answer: unknown = JSON.parse(body);
  const { data } = writtenMany.safeParse(answer);
  const records = data ? data.Records : [written.parse(answer)];
  return [...new Set(records.map(({ ShardId }) => ShardId))];
}

/** Observes the body of an answer sent by a single `end(body)`, as kinesalite does. */
function watchBody(response: ServerResponse, see: (body: string) => void): void {
  const end = response.end.bind(response);
  response.end = ((body: string, ...rest: []) => {
    const ended = end(body, ...rest);
    see(body);
    return ended;
  }) as typeof response.end;
}

/** Writing to a stream with a customer's key needs a permission for that key. */
function encryption(keys: StreamKeys, streamArn: string) {
  const key = keys.get(streamArn);
  return key ? [{ action: "kms:GenerateDataKey", resources: [key] }] : [];
}
