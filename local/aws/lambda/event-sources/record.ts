import type { Mapping } from "./mapping.ts";

/** A record as `GetRecords` gives it. */
export interface StreamRecord {
  readonly SequenceNumber: string;
  readonly PartitionKey: string;
  /** base64 */
  readonly Data: string;
  /** Seconds since the epoch, with milliseconds. */
  readonly ApproximateArrivalTimestamp: number;
}

/** The event Lambda makes of a batch: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export function kinesisEvent(
  records: readonly StreamRecord[],
  shardId: string,
  { sourceArn }: Mapping,
  roleArn: string,
): object {
  const region = sourceArn.split(":")[3];
  return {
    Records: records.map((record) => ({
      kinesis: {
        kinesisSchemaVersion: "1.0",
        partitionKey: record.PartitionKey,
        sequenceNumber: record.SequenceNumber,
        data: record.Data,
        approximateArrivalTimestamp: record.ApproximateArrivalTimestamp,
      },
      eventSource: "aws:kinesis",
      eventVersion: "1.0",
      eventID: `${shardId}:${record.SequenceNumber}`,
      eventName: "aws:kinesis:record",
      invokeIdentityArn: roleArn,
      awsRegion: region,
      eventSourceARN: sourceArn,
    })),
  };
}

/** Negative, zero or positive, as a comparison function for sorting: sequence numbers exceed doubles. */
export function compareSequence(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : Number(left > right);
}
