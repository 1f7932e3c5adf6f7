import type { StreamRecord } from "../../modules/match/event.ts";

/** A batch of the stream as the event source mapping delivers it. */
export function kinesisEvent(records: readonly (StreamRecord | { key: string; data: string })[], from = 1) {
  return {
    Records: records.map((record, index) => ({
      kinesis: {
        sequenceNumber: String(from + index).padStart(56, "4"),
        partitionKey: "v" in record ? record.match_id : record.key,
        data: Buffer.from("v" in record ? JSON.stringify(record) : record.data).toString("base64"),
      },
    })),
  };
}
