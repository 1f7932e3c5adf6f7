import type { StreamedRecord, StreamReader } from "../../modules/ports/stream.ts";

/** Bytes of records in memory at a time: a match has a few megabytes, the function more than a gigabyte. */
const BUDGET_BYTES = 256_000_000;

export interface RecordSelection {
  from: Date;
  /** Of one match only. */
  match_id?: string | undefined;
}

/**
 * Reads the records of the stream from a time on, grouped by match, in no order. Memory is bounded: matches that do
 * not fit are deferred, and the stream is read again for them.
 */
export async function* recordsByMatch(
  reader: StreamReader,
  { from, match_id }: RecordSelection,
  budget = BUDGET_BYTES,
): AsyncGenerator<{ match_id: string; records: StreamedRecord[] }> {
  const done = new Set<string>();
  for (;;) {
    const buffer = recordBuffer(budget);
    await reader.read(from, (records) => {
      for (const record of records) {
        const key = record.partition_key;
        if ((match_id === undefined || key === match_id) && !done.has(key)) buffer.put(record);
      }
    });
    for (const [key, records] of buffer.held) {
      done.add(key);
      buffer.held.delete(key);
      yield { match_id: key, records };
    }
    if (buffer.deferred.size === 0) return;
  }
}

function recordBuffer(budget: number) {
  const held = new Map<string, StreamedRecord[]>();
  const deferred = new Set<string>();
  let bytes = 0;

  function evict(): void {
    while (bytes > budget && held.size > 1) {
      const [last, records = []] = [...held].at(-1) ?? [""];
      held.delete(last);
      deferred.add(last);
      bytes -= records.reduce((sum, { data }) => sum + data.length, 0);
    }
  }

  return {
    held,
    deferred,
    put(record: StreamedRecord): void {
      const { partition_key: key, data } = record;
      if (deferred.has(key)) return;
      const records = held.get(key) ?? [];
      held.set(key, records);
      records.push(record);
      bytes += data.length;
      evict();
    },
  };
}
