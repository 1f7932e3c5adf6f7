import { type Kysely, sql } from "kysely";
import type { MatchWrite } from "../../ports/matches.ts";
import { columnNames, rowsOf } from "./rows.ts";
import type { DB } from "./schema.ts";
import { asWriteError } from "./write-error.ts";
import { LOG_COLUMNS, logRows, MATCH_COLUMNS, matchRow } from "./written.ts";

/**
 * One statement, so all of it or nothing, without a round trip for a transaction. A match is only moved on
 * from where the writer had loaded it, and its place in the stream only forward; if any is not, the statement
 * fails as a whole.
 */
export async function commit(db: Kysely<DB>, writes: readonly MatchWrite[]): Promise<void> {
  if (writes.length === 0) return;
  // In one order for all writers, so that two of them wait for each other instead of forming a ring.
  const ordered = writes.toSorted((a, b) => (a.state.match_id < b.state.match_id ? -1 : 1));
  const matches = ordered.map(matchRow);
  const entries = ordered.flatMap(logRows);
  try {
    await db
      .with("logged", (cte) =>
        cte
          .insertInto("match_log")
          .columns(columnNames(LOG_COLUMNS))
          .expression((eb) => eb.selectFrom(rowsOf(LOG_COLUMNS, entries).as("entry")).selectAll()),
      )
      .with("moved", (cte) =>
        cte
          .insertInto("matches")
          .columns(columnNames(MATCH_COLUMNS))
          .expression((eb) => eb.selectFrom(rowsOf(MATCH_COLUMNS, matches).as("match")).selectAll())
          .onConflict((conflict) =>
            conflict
              .column("match_id")
              .doUpdateSet((eb) => ({
                seq: eb.ref("excluded.seq"),
                loaded_seq: eb.ref("excluded.loaded_seq"),
                public_seq: eb.ref("excluded.public_seq"),
                position_sequence: eb.ref("excluded.position_sequence"),
                position_item: eb.ref("excluded.position_item"),
                status: eb.ref("excluded.status"),
                live: eb.ref("excluded.live"),
                league_id: eb.ref("excluded.league_id"),
                home_team_id: eb.ref("excluded.home_team_id"),
                away_team_id: eb.ref("excluded.away_team_id"),
                kick_off: eb.ref("excluded.kick_off"),
                state: eb.ref("excluded.state"),
                feeds: eb.ref("excluded.feeds"),
                updated_at: sql<Date>`now()`,
              }))
              .whereRef("matches.seq", "=", "excluded.loaded_seq")
              .where(({ eb, refTuple }) =>
                eb(
                  refTuple("matches.position_sequence", "matches.position_item"),
                  "<",
                  refTuple("excluded.position_sequence", "excluded.position_item"),
                ),
              ),
          )
          .returning("match_id"),
      )
      .selectNoFrom((eb) =>
        eb
          .case()
          .when(eb.selectFrom("moved").select(sql<number>`count(*)::int4`.as("count")), "=", matches.length)
          .then(true)
          .else(eb.fn<boolean>("refuse_stale_write", []))
          .end()
          .as("stored"),
      )
      .execute();
  } catch (error) {
    throw asWriteError(error);
  }
}
