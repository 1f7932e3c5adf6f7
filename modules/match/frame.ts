import { type About, aboutOf } from "./about.ts";
import { matchChannel } from "./channels.ts";
import type { LogEntry } from "./entry.ts";
import type { MatchEvent, MatchItem } from "./event.ts";
import type { FeedStatus } from "./feed-notice.ts";
import { type MatchState, type Side, type Snapshot, type StateSummary, snapshot, summary } from "./state.ts";
import type { TeamStats } from "./stats.ts";
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
      match: About;
      data: Omit<MatchEvent, "provider"> & Names;
    })
  | (Base & {
      type: "score_update";
      match: About;
      data: { home_team_score: number; away_team_score: number; reason: "goal" | "void" | "correction" };
    })
  | (Base & { type: "match_status"; match: About; data: { old_status: Status; status: Status } })
  | (Base & { type: "match_update"; data: Snapshot })
  | (Base & { type: "stats_update"; data: Record<Side, TeamStats> })
  | (Base & { type: "feed_status"; data: { provider: string; status: FeedStatus } });

/** The names in an event, as far as they are known. */
interface Names {
  home_team?: string;
  away_team?: string;
  player?: string;
  related_player?: string;
}

/**
 * Makes the frames of one entry, in the order viewers receive them; they share its `seq`.
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
    ...scoreUpdate(entry, base, match),
    ...statusChange(entry, base, match),
  ];
}

/** Makes the frame of the current statistics. They are no entry of the log, so it has the `seq` of the last one. */
export function statsFrame(match: MatchState, timestamp: string): MatchFrame {
  return {
    type: "stats_update",
    channel: matchChannel(match.match_id),
    match_id: match.match_id,
    seq: match.public_seq,
    prev_seq: match.public_seq,
    timestamp,
    data: snapshot(match).stats,
    state: summary(match),
  };
}

/**
 * Makes the frame that gives a new subscriber the whole match. It carries the position of the public channels, so the
 * frame that follows it has this `seq` as its `prev_seq`; `data.seq` is the position of the log.
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

function announcement(item: MatchItem, base: Base, match: MatchState): MatchFrame[] {
  if (item.kind === "feed") {
    const { provider, status } = item.feed;
    return [{ type: "feed_status", ...base, data: { provider, status } }];
  }
  if (item.kind !== "event") return [];
  const { provider: _, ...event } = item.event;
  return [
    { type: "match_event", ...base, match: aboutOf(match), data: { ...event, ...namesOf(event, match) } },
  ];
}

function namesOf({ metadata }: Pick<MatchEvent, "metadata">, { home_team, away_team }: MatchState): Names {
  const player = textOf(metadata.player_name);
  const related = textOf(metadata.related_player_name);
  return {
    ...(home_team?.name === undefined ? {} : { home_team: home_team.name }),
    ...(away_team?.name === undefined ? {} : { away_team: away_team.name }),
    ...(player === undefined ? {} : { player }),
    ...(related === undefined ? {} : { related_player: related }),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function updateOf(base: Base, match: MatchState): MatchFrame {
  return { type: "match_update", ...base, data: { ...snapshot(match), ...base.state, seq: base.seq } };
}

function scoreUpdate({ changes, state }: LogEntry, base: Base, match: MatchState): MatchFrame[] {
  if (!changes.score) return [];
  const data = {
    home_team_score: state.home_score,
    away_team_score: state.away_score,
    reason: changes.score.reason,
  };
  return [{ type: "score_update", ...base, match: aboutOf(match), data }];
}

function statusChange({ changes }: LogEntry, base: Base, match: MatchState): MatchFrame[] {
  if (!changes.status) return [];
  const data = { old_status: changes.status.from, status: changes.status.to };
  return [{ type: "match_status", ...base, match: aboutOf(match), data }];
}
