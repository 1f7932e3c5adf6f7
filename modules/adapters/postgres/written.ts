import type { Insertable } from "kysely";
import type { LogEntry } from "../../match/entry.ts";
import { providerOf } from "../../match/event.ts";
import { isLive } from "../../match/status.ts";
import type { MatchWrite } from "../../ports/matches.ts";
import type { ColumnTypes } from "./rows.ts";
import type { DB } from "./schema.ts";

/** A match and its log entries as rows. */

export type MatchRow = Omit<
  Required<Insertable<DB["matches"]>>,
  "pushed_seq" | "viewers" | "stats_sent" | "created_at" | "updated_at" | "listed_at"
>;
export type LogRow = Omit<Required<Insertable<DB["match_log"]>>, "stored_at">;

export const MATCH_COLUMNS: ColumnTypes<MatchRow> = {
  match_id: "text",
  seq: "int4",
  loaded_seq: "int4",
  public_seq: "int4",
  position_sequence: "numeric",
  position_item: "int4",
  status: "text",
  live: "bool",
  league_id: "text",
  home_team_id: "text",
  away_team_id: "text",
  kick_off: "timestamptz",
  state: "json",
  feeds: "json",
};

export const LOG_COLUMNS: ColumnTypes<LogRow> = {
  match_id: "text",
  seq: "int4",
  prev_public_seq: "int4",
  public: "bool",
  kind: "text",
  provider: "text",
  event_id: "text",
  revision: "int4",
  event_type: "text",
  operation: "text",
  item: "json",
  changes: "json",
  state: "json",
  applied_at: "timestamptz",
};

export function matchRow({ state, position, entries, feeds }: MatchWrite): MatchRow {
  return {
    match_id: state.match_id,
    seq: state.seq,
    loaded_seq: state.seq - entries.length,
    public_seq: state.public_seq,
    position_sequence: position.sequence_number,
    position_item: position.item,
    status: state.status,
    live: isLive(state.status),
    league_id: state.league?.id ?? null,
    home_team_id: state.home_team?.id ?? null,
    away_team_id: state.away_team?.id ?? null,
    kick_off: state.kick_off ?? null,
    state,
    feeds,
  };
}

export function logRows({ entries, revisions }: MatchWrite): LogRow[] {
  return entries.map((entry, index) => logRow(entry, revisions[index] ?? null));
}

function logRow(entry: LogEntry, revision: number | null): LogRow {
  const { match_id, seq, prev_public_seq, item, changes, state, applied_at } = entry;
  const event = item.kind === "event" ? item.event : undefined;
  return {
    match_id,
    seq,
    prev_public_seq,
    public: entry.public,
    kind: item.kind,
    provider: providerOf(item),
    event_id: event?.event_id ?? null,
    revision,
    event_type: event?.event_type ?? null,
    operation: event?.operation ?? null,
    item,
    changes,
    state,
    applied_at,
  };
}
