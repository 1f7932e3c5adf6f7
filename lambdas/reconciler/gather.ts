import type { StreamedRecord, StreamReader } from "../../modules/ports/stream.ts";

/** Bytes of records held at a time: a match has a few megabytes, and the function has a gigabyte and more. */
const BUDGET_BYTES = 256_000_000;

export interface RecordSelection {
  from: Date;
  /** Of one match only. */
  match_id?: string | undefined;
}

/**
 * The records of the stream from a time on, match by match, in no order. What is held at a time is bounded: matches
 * there is no room for are put off, and the stream is read again for them.
 */
export async function* matchesIn(
  reader: StreamReader,
  { from, match_id }: RecordSelection,
  budget = BUDGET_BYTES,
): AsyncGenerator<{ match_id: string; records: StreamedRecord[] }> {
  const done = new Set<string>();
  for (;;) {
    const room = roomFor(budget);
    await reader.read(from, (records) => {
      for (const record of records) {
        const key = record.partition_key;
        if ((match_id === undefined || key === match_id) && !done.has(key)) room.put(record);
      }
    });
    for (const [key, records] of room.held) {
      done.add(key);
      room.held.delete(key);
      yield { match_id: key, records };
    }
    if (room.putOff.size === 0) return;
  }
}

function roomFor(budget: number) {
  const held = new Map<string, StreamedRecord[]>();
  const putOff = new Set<string>();
  let bytes = 0;

  function makeRoom(): void {
    while (bytes > budget && held.size > 1) {
      const [last, records = []] = [...held].at(-1) ?? [""];
      held.delete(last);
      putOff.add(last);
      bytes -= records.reduce((sum, { data }) => sum + data.length, 0);
    }
  }

  return {
    held,
    putOff,
    put(record: StreamedRecord): void {
      const { partition_key: key, data } = record;
      if (putOff.has(key)) return;
      const records = held.get(key) ?? [];
      held.set(key, records);
      records.push(record);
      bytes += data.length;
      makeRoom();
    },
  };
}
