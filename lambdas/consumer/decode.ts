import * as z from "zod";
import { type Delivered, delivered, matchIdOf, streamRecord } from "../match/event.ts";
import type { DeadLetter, StreamPosition } from "../ports.ts";

/** A record as the event source mapping hands it over. */
export interface SourceRecord {
  sequence_number: string;
  partition_key: string;
  /** base64 */
  data: string;
}

export interface PositionedItem {
  item: Delivered;
  position: StreamPosition;
  source: SourceRecord;
}

/** What one match was told in a batch, in order. */
export interface MatchItems {
  match_id: string;
  items: PositionedItem[];
}

export interface Decoded {
  groups: MatchItems[];
  /** What can never be processed, with the reason. */
  poison: DeadLetter[];
}

/** Decodes a batch and groups it by match; the order within a match is the order of the stream. */
export function decodeBatch(records: readonly SourceRecord[]): Decoded {
  const groups = new Map<string, PositionedItem[]>();
  const poison: DeadLetter[] = [];
  for (const source of records) {
    for (const decoded of decodeRecord(source)) {
      if ("reason" in decoded) poison.push(decoded);
      else {
        const matchId = source.partition_key;
        const items = groups.get(matchId);
        if (items) items.push(decoded);
        else groups.set(matchId, [decoded]);
      }
    }
  }
  return { groups: Array.from(groups, ([match_id, items]) => ({ match_id, items })), poison };
}

export function deadLetter(
  source: SourceRecord,
  reason: DeadLetter["reason"],
  message: string,
  item?: number,
): DeadLetter {
  return { reason, message, ...source, ...(item === undefined ? {} : { item }) };
}

function decodeRecord(source: SourceRecord): (PositionedItem | DeadLetter)[] {
  let json: unknown;
  try {
    json = JSON.parse(UTF8.decode(Buffer.from(source.data, "base64")));
  } catch (error) {
    return [deadLetter(source, "undecodable", error instanceof Error ? error.message : String(error))];
  }
  const record = streamRecord.safeParse(json);
  if (!record.success) return [deadLetter(source, "invalid", z.prettifyError(record.error))];
  if (record.data.match_id !== source.partition_key) {
    // Order is kept per partition key only: under another key it would be the order of another match.
    return [deadLetter(source, "invalid", "the partition key is not the match_id of the record")];
  }
  return record.data.items.map((item, index) => decodeItem(item, index, source));
}

function decodeItem(item: unknown, index: number, source: SourceRecord): PositionedItem | DeadLetter {
  const parsed = delivered.safeParse(item);
  if (!parsed.success) return deadLetter(source, "invalid", z.prettifyError(parsed.error), index);
  if (matchIdOf(parsed.data) !== source.partition_key) {
    return deadLetter(source, "invalid", "the item is about another match than its record", index);
  }
  return { item: parsed.data, position: { sequence_number: source.sequence_number, item: index }, source };
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });
