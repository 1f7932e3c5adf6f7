import { type Kysely, sql } from "kysely";
import type { LogEntry } from "../../match/entry.ts";
import type { MatchStore, PushPosition, StoredMatch } from "../../ports/matches.ts";
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
    .select(["match_id", "state", "feeds", "position_sequence", "position_item", "pushed_seq", "stats_sent"])
    .where("match_id", "=", sql<string>`any(${ids}::text[])`)
    .execute();
  return new Map(
    rows.map(({ match_id, position_sequence, position_item, ...match }) => [
      match_id,
      { ...match, position: { sequence_number: position_sequence, item: position_item } },
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

async function markPushed(db: Kysely<DB>, positions: readonly PushPosition[]): Promise<void> {
  if (positions.length === 0) return;
  const rows = positions.map(({ viewers = null, stats = null, ...position }) => ({
    ...position,
    viewers,
    stats,
  }));
  await db
    .updateTable("matches")
    .from(rowsOf({ match_id: "text", seq: "int4", viewers: "int4", stats: "json" }, rows).as("pushed"))
    .set((eb) => ({
      pushed_seq: eb.ref("pushed.seq"),
      viewers: eb.fn.coalesce("pushed.viewers", "matches.viewers"),
      stats_sent: eb.fn.coalesce("pushed.stats", "matches.stats_sent"),
    }))
    .whereRef("matches.match_id", "=", "pushed.match_id")
    // Not only before it: statistics can be told without a new entry.
    .whereRef("matches.pushed_seq", "<=", "pushed.seq")
    .execute();
}
