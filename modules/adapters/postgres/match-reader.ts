import type { Kysely } from "kysely";
import type { LogEntry } from "../../match/entry.ts";
import { type MatchState, snapshot } from "../../match/state.ts";
import type { MatchQuery, MatchReader, WatchedMatch } from "../../ports/matches.ts";
import { decodeCursor, encodeCursor } from "../../runtime/cursor.ts";
import { ENTRY_COLUMNS, entryOf } from "./log-entry.ts";
import type { DB } from "./schema.ts";

export function matchReader(db: Kysely<DB>): MatchReader {
  return {
    match: (matchId) => readMatch(db, matchId),
    matches: (query) => readMatches(db, query),
    events: (matchId, afterSeq, limit) => readEvents(db, matchId, afterSeq, limit),
  };
}

async function readMatch(db: Kysely<DB>, matchId: string): Promise<WatchedMatch | undefined> {
  const row = await db
    .selectFrom("matches")
    .select(["state", "viewers"])
    .where("match_id", "=", matchId)
    .executeTakeFirst();
  return row && watched(row);
}

function watched({ state, viewers }: { state: MatchState; viewers: number }): WatchedMatch {
  return { ...snapshot(state), viewers };
}

async function readMatches(
  db: Kysely<DB>,
  { status, league, limit, cursor }: MatchQuery,
): Promise<{ matches: WatchedMatch[]; next_cursor: string | null }> {
  let query = db
    .selectFrom("matches")
    .select(["match_id", "listed_at", "state", "viewers"])
    .orderBy("listed_at", "desc")
    .orderBy("match_id", "desc")
    // One more than asked for tells whether there is another page.
    .limit(limit + 1);
  if (status === "live") query = query.where("live", "=", true);
  else if (status !== undefined) query = query.where("status", "=", status);
  if (league !== undefined) query = query.where("league_id", "=", league);
  if (cursor !== undefined) {
    const { listed_at, match_id } = placeOf(cursor);
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("listed_at", "match_id"), "<", tuple(listed_at, match_id)),
    );
  }
  const rows = await query.execute();
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next = rows.length > limit && last ? last : undefined;
  return {
    matches: page.map(watched),
    next_cursor: next
      ? encodeCursor({ listed_at: next.listed_at.toISOString(), match_id: next.match_id })
      : null,
  };
}

function placeOf(cursor: string): { listed_at: Date; match_id: string } {
  const place = decodeCursor(cursor);
  if (!place) throw new RangeError("not a cursor of the list of matches");
  return { listed_at: new Date(place.listed_at), match_id: place.match_id };
}

async function readEvents(
  db: Kysely<DB>,
  matchId: string,
  afterSeq: number,
  limit: number,
): Promise<LogEntry[] | undefined> {
  const entries = await db
    .selectFrom("match_log")
    .select(ENTRY_COLUMNS)
    .where("match_id", "=", matchId)
    .where("seq", ">", afterSeq)
    .orderBy("seq")
    .limit(limit)
    .execute();
  if (entries.length > 0) return entries.map(entryOf);
  return (await readMatch(db, matchId)) && [];
}
