import { matchIdOf, type StreamItem, type StreamRecord } from "../match/event.ts";

/** Bytes of a record at most: small enough to be retried cheaply, far below the stream's own limit. */
const MAX_RECORD_BYTES = 200_000;
/** What a record adds around its items, with the longest match id. */
const ENVELOPE_BYTES = 250;

/**
 * The items of one delivery as records of the stream: one per match, more only where a match has much to say.
 * The items of a match keep their order, and so do its records.
 */
export function streamRecordsOf(items: readonly StreamItem[], receivedAt: string): StreamRecord[] {
  const byMatch = Map.groupBy(items, matchIdOf);
  return [...byMatch].flatMap(([match_id, all]) =>
    chunked(all).map((chunk): StreamRecord => ({ v: 1, match_id, received_at: receivedAt, items: chunk })),
  );
}

/** Runs of items that fit a record. An item larger than a record gets one of its own. */
function chunked(items: readonly StreamItem[]): StreamItem[][] {
  const chunks: StreamItem[][] = [];
  let chunk: StreamItem[] = [];
  let bytes = ENVELOPE_BYTES;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item)) + 1;
    if (chunk.length > 0 && bytes + size > MAX_RECORD_BYTES) {
      chunks.push(chunk);
      chunk = [];
      bytes = ENVELOPE_BYTES;
    }
    chunk.push(item);
    bytes += size;
  }
  return chunk.length > 0 ? [...chunks, chunk] : chunks;
}
