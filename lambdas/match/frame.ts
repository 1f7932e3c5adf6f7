import { matchChannel } from "./channels.ts";
import type { LogEntry } from "./entry.ts";
import type { FeedItem, MatchEvent } from "./event.ts";
import { type MatchState, type Snapshot, type StateSummary, snapshot } from "./state.ts";
import type { Status } from "./status.ts";

interface Base {
  channel: string;
  match_id: string;
  seq: number;
  prev_seq: number;
  /** RFC 3339 UTC. */
  timestamp: string;
  state: StateSummary;
}

export type MatchFrame =
  | (Base & {
      type: "match_event";
      data: Omit<MatchEvent, "provider"> & { home_team?: string; away_team?: string };
    })
  | (Base & {
      type: "score_update";
      data: { home_team_score: number; away_team_score: number; reason: "goal" | "void" | "correction" };
    })
  | (Base & { type: "match_status"; data: { old_status: Status; status: Status } })
  | (Base & { type: "match_update"; data: Snapshot });

/**
 * The frames of one entry, in the order viewers get them; they share its `seq`.
 * `match` supplies names and the snapshot, and may be later than the entry.
 */
export function framesOf(entry: LogEntry, match: MatchState): MatchFrame[] {
  const base: Base = {
    channel: matchChannel(entry.match_id),
    match_id: entry.match_id,
    seq: entry.seq,
    prev_seq: entry.prev_public_seq,
    timestamp: entry.applied_at,
    state: entry.state,
  };
  return [
    ...announcement(entry.item, base, match),
    ...(entry.changes.info ? [updateOf(base, match)] : []),
    ...scoreUpdate(entry, base),
    ...statusChange(entry, base),
  ];
}

/**
 * The frame that tells a newcomer everything. It carries the position of the public channels, so the frame
 * that follows it has this `seq` as its `prev_seq`; `data.seq` is the position of the log.
 */
export function snapshotFrame(match: Snapshot, publicSeq: number, timestamp: string): MatchFrame {
  const { home_score, away_score, home_shootout_score, away_shootout_score, status, minute, extra_minute } =
    match;
  const shootout = home_shootout_score === undefined ? {} : { home_shootout_score, away_shootout_score };
  return {
    type: "match_update",
    channel: matchChannel(match.match_id),
    match_id: match.match_id,
    seq: publicSeq,
    prev_seq: publicSeq,
    timestamp,
    data: match,
    state: { home_score, away_score, ...shootout, status, minute, extra_minute },
  };
}

function announcement(item: FeedItem, base: Base, match: MatchState): MatchFrame[] {
  if (item.kind !== "event") return [];
  const { provider: _, ...event } = item.event;
  const names = {
    ...(match.home_team?.name ? { home_team: match.home_team.name } : {}),
    ...(match.away_team?.name ? { away_team: match.away_team.name } : {}),
  };
  return [{ type: "match_event", ...base, data: { ...event, ...names } }];
}

function updateOf(base: Base, match: MatchState): MatchFrame {
  return { type: "match_update", ...base, data: { ...snapshot(match), ...base.state, seq: base.seq } };
}

function scoreUpdate({ changes, state }: LogEntry, base: Base): MatchFrame[] {
  if (!changes.score) return [];
  const data = {
    home_team_score: state.home_score,
    away_team_score: state.away_score,
    reason: changes.score.reason,
  };
  return [{ type: "score_update", ...base, data }];
}

function statusChange({ changes }: LogEntry, base: Base): MatchFrame[] {
  if (!changes.status) return [];
  return [
    { type: "match_status", ...base, data: { old_status: changes.status.from, status: changes.status.to } },
  ];
}
