import type { StreamPosition } from "../../modules/ports/stream.ts";
import type { SourceRecord } from "../../modules/reducer/decode.ts";

/** A record as the reconciler reads it. */
export interface ArrivedRecord extends SourceRecord {
  /** When the stream took it, RFC 3339 UTC. */
  arrived_at: string;
}

/** Sorts the records and drops those the consumer may not have processed yet. @param began RFC 3339 UTC */
export function processedRecords(
  records: readonly ArrivedRecord[],
  position: StreamPosition | null,
  began: string,
): ArrivedRecord[] {
  return inOrder(records).filter((record) => !isUnderWay(record, position, began));
}

/** Sequence numbers of one partition key only ever grow, across shards too. */
function inOrder(records: readonly ArrivedRecord[]): ArrivedRecord[] {
  return records.toSorted((a, b) => {
    const [one, other] = [BigInt(a.sequence_number), BigInt(b.sequence_number)];
    return one < other ? -1 : one > other ? 1 : 0;
  });
}

/** The consumer processes a record within this, or has sent it to the dead letters. */
const UNDER_WAY_MS = 60_000;

function isUnderWay(
  { sequence_number, arrived_at }: ArrivedRecord,
  position: StreamPosition | null,
  began: string,
): boolean {
  if (Date.parse(began) - Date.parse(arrived_at) >= UNDER_WAY_MS) return false;
  return position === null || BigInt(sequence_number) > BigInt(position.sequence_number);
}
