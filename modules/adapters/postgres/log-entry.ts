import type { Selectable } from "kysely";
import type { LogEntry } from "../../match/entry.ts";
import type { DB } from "./schema.ts";

/** The columns an entry is made of. */
export const ENTRY_COLUMNS = [
  "match_log.match_id",
  "match_log.seq",
  "match_log.prev_public_seq",
  "match_log.public",
  "match_log.item",
  "match_log.changes",
  "match_log.state",
  "match_log.applied_at",
] as const;

type EntryRow = Pick<
  Selectable<DB["match_log"]>,
  "match_id" | "seq" | "prev_public_seq" | "public" | "item" | "changes" | "state" | "applied_at"
>;

export function entryOf(row: EntryRow): LogEntry {
  return { ...row, applied_at: row.applied_at.toISOString() };
}
