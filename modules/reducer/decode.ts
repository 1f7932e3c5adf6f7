import * as z from "zod";
import { matchIdOf, providerOf, type StreamItem, streamItem, streamRecord } from "../match/event.ts";
import { id } from "../match/text.ts";
import type { DeadLetter, StreamPosition } from "../ports/stream.ts";
import { messageOf } from "../runtime/errors.ts";

/** A record as the event source mapping passes it. */
export interface SourceRecord {
  sequence_number: string;
  partition_key: string;
  /** base64 */
  data: string;
}

export interface PositionedItem {
  item: StreamItem;
  position: StreamPosition;
  /** When we received it, RFC 3339 UTC. */
  received_at: string;
  /** The priority of its feed in this match. */
  priority?: number;
  source: SourceRecord;
}

/** The items of one match in a batch, in order. */
export interface MatchItems {
  match_id: string;
  items: PositionedItem[];
}

export interface DecodedBatch {
  groups: MatchItems[];
  /** The records and items that can never be processed, with the reason. */
  poison: DeadLetter[];
}

/** Decodes a batch and groups it by match; the order within a match is the order of the stream. */
export function decodeBatch(records: readonly SourceRecord[]): DecodedBatch {
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

/** @param about the item, if only one item of the record is bad */
function deadLetter(
  source: SourceRecord,
  reason: DeadLetter["reason"],
  message: string,
  about: Pick<DeadLetter, "item" | "provider"> = {},
): DeadLetter {
  return { reason, message, ...source, ...about };
}

export function deadLetterOf(bad: PositionedItem, reason: DeadLetter["reason"], message: string): DeadLetter {
  return deadLetter(bad.source, reason, message, { item: bad.position.item, provider: providerOf(bad.item) });
}

function decodeRecord(source: SourceRecord): (PositionedItem | DeadLetter)[] {
  let json: unknown;
  try {
    json = JSON.parse(UTF8.decode(Buffer.from(source.data, "base64")));
  } catch (error) {
    return [deadLetter(source, "undecodable", messageOf(error))];
  }
  const record = streamRecord.safeParse(json);
  if (!record.success) return [deadLetter(source, "invalid", z.prettifyError(record.error))];
  if (record.data.match_id !== source.partition_key) {
    // Order is kept per partition key only: under another key it would be the order of another match.
    return [deadLetter(source, "invalid", "the partition key is not the match_id of the record")];
  }
  const { items, received_at, priority } = record.data;
  const envelope = { received_at, ...(priority === undefined ? {} : { priority }), source };
  return items.map((item, index) => decodeItem(item, index, envelope));
}

function decodeItem(
  raw: unknown,
  index: number,
  envelope: Omit<PositionedItem, "item" | "position">,
): PositionedItem | DeadLetter {
  const { source } = envelope;
  const parsed = streamItem.safeParse(raw);
  if (!parsed.success) {
    const about = { item: index, ...providerIn(raw) };
    return deadLetter(source, "invalid", z.prettifyError(parsed.error), about);
  }
  const position = { sequence_number: source.sequence_number, item: index };
  const item = { item: parsed.data, position, ...envelope };
  if (matchIdOf(parsed.data) !== source.partition_key) {
    return deadLetterOf(item, "invalid", "the item is about another match than its record");
  }
  return item;
}

const withProvider = z.object({ provider: id });

/** The provider of an item that is not valid, if that much of it can be read. */
function providerIn(raw: unknown): Pick<DeadLetter, "provider"> {
  if (typeof raw !== "object" || raw === null) return {};
  const [body] = Object.values(raw).flatMap((value) => withProvider.safeParse(value).data ?? []);
  return body ?? {};
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });
