import * as z from "zod";
import type { Invocation } from "../../interfaces.ts";
import type { StreamRecord } from "./record.ts";

const response = z.looseObject({
  batchItemFailures: z.array(z.looseObject({ itemIdentifier: z.string().min(1) })).nullish(),
});

/**
 * How many records of a batch, counted from its start, are done after an invocation: all of them, none, or
 * with ReportBatchItemFailures those before the lowest sequence number that failed. An answer that cannot be
 * understood counts as a failure of the whole batch:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function recordsDone(
  records: readonly StreamRecord[],
  { payload, functionError }: Invocation,
  partialResponses: boolean,
): number {
  if (functionError) return 0;
  if (!partialResponses || payload === null || payload === "") return records.length;
  const result = response.safeParse(payload);
  if (!result.success) return 0;
  const failed = result.data.batchItemFailures ?? [];
  if (failed.length === 0) return records.length;
  const positions = failed.map(({ itemIdentifier }) =>
    records.findIndex(({ SequenceNumber }) => SequenceNumber === itemIdentifier),
  );
  return Math.max(0, Math.min(...positions));
}
