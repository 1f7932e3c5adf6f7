import { type Kysely, sql } from "kysely";
import type { LogEntry } from "../../match/entry.ts";
import type { MatchStore, StoredMatch } from "../../ports.ts";
import { commit } from "./commit.ts";
import { knownEvents } from "./known-events.ts";
import { ENTRY_COLUMNS, entryOf } from "./log-entry.ts";
import { rowsOf } from "./rows.ts";
import type { DB } from "./schema.ts";

/** Every call is one statement whatever the number of matches or entries, and needs no transaction of its own. */
export function matchStore(db: Kysely<DB>): MatchStore {
  return {
    load: (ids) => load(db, ids),
    known: (events, feeds) => knownEvents(db, events, feeds),
    commit: (writes) => commit(db, writes),
    entriesAfter: (positions) => entriesAfter(db, positions),
    markPushed: (positions) => markPushed(db, positions),
  };
}

async function load(db: Kysely<DB>, ids: readonly string[]): Promise<Map<string, StoredMatch>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("matches")
    .select(["match_id", "state", "position_sequence", "position_item", "pushed_seq"])
    .where("match_id", "=", sql<string>`any(${ids}::text[])`)
    .execute();
  return new Map(
    rows.map(({ match_id, state, position_sequence, position_item, pushed_seq }) => [
      match_id,
      { state, position: { sequence_number: position_sequence, item: position_item }, pushed_seq },
    ]),
  );
}

async function entriesAfter(
  db: Kysely<DB>,
  positions: readonly { match_id: string; after: number }[],
): Promise<LogEntry[]> {
  if (positions.length === 0) return [];
  const rows = await db
    .selectFrom("match_log")
    .innerJoin(rowsOf({ match_id: "text", after: "int4" }, positions).as("position"), (join) =>
      join
        .onRef("position.match_id", "=", "match_log.match_id")
        .onRef("position.after", "<", "match_log.seq"),
    )
    .select(ENTRY_COLUMNS)
    .orderBy("match_log.match_id")
    .orderBy("match_log.seq")
    .execute();
  return rows.map(entryOf);
}

async function markPushed(
  db: Kysely<DB>,
  positions: readonly { match_id: string; seq: number }[],
): Promise<void> {
  if (positions.length === 0) return;
  await db
    .updateTable("matches")
    .from(rowsOf({ match_id: "text", seq: "int4" }, positions).as("pushed"))
    .set((eb) => ({ pushed_seq: eb.ref("pushed.seq") }))
    .whereRef("matches.match_id", "=", "pushed.match_id")
    .whereRef("matches.pushed_seq", "<", "pushed.seq")
    .execute();
}
