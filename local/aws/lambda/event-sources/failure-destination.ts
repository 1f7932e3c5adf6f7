import { randomUUID } from "node:crypto";
import type { Invocation } from "../../interfaces.ts";
import type { Mapping } from "./mapping.ts";
import type { GivenUp } from "./process-batch.ts";
import type { StreamRecord } from "./record.ts";

export interface GivenUpBatch {
  mapping: Mapping;
  shardId: string;
  functionArn: string;
  records: readonly StreamRecord[];
  reason: GivenUp;
  tries: number;
  last: Invocation;
}

/**
 * The message to an on-failure destination. It has the positions of the records, not the records:
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function failureMessage({
  mapping,
  shardId,
  functionArn,
  records,
  reason,
  tries,
  last,
}: GivenUpBatch): string {
  const first = records[0];
  const end = records.at(-1);
  return JSON.stringify({
    requestContext: {
      requestId: randomUUID(),
      functionArn,
      condition: reason,
      approximateInvokeCount: tries,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: "$LATEST",
      functionError: last.functionError ?? null,
    },
    version: "1.0",
    timestamp: new Date().toISOString(),
    KinesisBatchInfo: {
      shardId,
      startSequenceNumber: first?.SequenceNumber,
      endSequenceNumber: end?.SequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(end),
      batchSize: records.length,
      streamArn: mapping.streamArn,
    },
  });
}

function arrival(record: StreamRecord | undefined): string | undefined {
  return record && new Date(record.ApproximateArrivalTimestamp * 1000).toISOString();
}
