/**
 * What the server sends. A test holds these types against those the server is built from, so that neither can
 * change without the other; they stand here in full for the package to need nothing else.
 */

export type EventType =
  | "goal"
  | "shot"
  | "card"
  | "substitution"
  | "penalty"
  | "var"
  | "foul"
  | "corner"
  | "offside"
  | "free_kick"
  | "save"
  | "pass"
  | "carry"
  | "dribble"
  | "duel"
  | "tackle"
  | "interception"
  | "clearance"
  | "pressure"
  | "period_start"
  | "period_end"
  | "injury"
  | "other";

export type Period =
  | "first_half"
  | "second_half"
  | "extra_time_first_half"
  | "extra_time_second_half"
  | "penalty_shootout";

export type Status =
  | Period
  | "scheduled"
  | "half_time"
  | "extra_time_break"
  | "extra_time_half_time"
  | "finished"
  | "suspended"
  | "postponed"
  | "cancelled"
  | "abandoned"
  | "awarded"
  | "unknown";

export interface Team {
  id: string;
  name?: string;
}

export type League = Team;

export interface Score {
  home_score: number;
  away_score: number;
}

/** Where the match stands: in every frame, and absolute, so that a lost frame leaves no wrong score. */
export interface StateSummary extends Score {
  home_shootout_score?: number;
  away_shootout_score?: number;
  status: Status;
  /** As fans say it: 45 with `extra_minute` 2 is "45+2". */
  minute: number;
  extra_minute: number;
}

/** What a team has done so far, as far as the feed tells. */
export interface TeamStats {
  goals: number;
  own_goals: number;
  shots: number;
  shots_on_target: number;
  saves: number;
  /** Expected goals, over the `shots_with_xg`. */
  xg: number;
  shots_with_xg: number;
  /** Percent; null before the first pass. */
  possession: number | null;
  passes: number;
  corners: number;
  fouls: number;
  offsides: number;
  penalties: number;
  yellow_cards: number;
  second_yellow_cards: number;
  red_cards: number;
  substitutions: number;
}

export interface Stats {
  home: TeamStats;
  away: TeamStats;
}

/** All of a match at a moment. */
export interface Snapshot extends StateSummary {
  match_id: string;
  /** Position of the log. */
  seq: number;
  live: boolean;
  /** The vendor's own word where `status` is `unknown`. */
  raw_status?: string;
  sport: string;
  kick_off?: string;
  home_team: Team | null;
  away_team: Team | null;
  league: League | null;
  stats: Stats;
}

/** Which match it is, as far as that is known. */
export interface About {
  sport: string;
  kick_off?: string;
  half_time?: Score;
  home_team?: Team;
  away_team?: Team;
  league?: League;
}

export interface EventData<Type extends EventType = EventType> {
  event_id: string;
  match_id: string;
  event_type: Type;
  /** Such as `header` of a goal or `red` of a card. */
  detail?: string;
  period?: Period;
  minute: number;
  extra_minute?: number;
  second?: number;
  /** The acting team; an own goal counts for the other. */
  team_id?: string;
  /** Who comes on, in a substitution. */
  player_id?: string;
  /** Who made the pass to a goal, or goes off in a substitution. */
  related_player_id?: string;
  /** 0-100, the acting team attacking x=100 with y=0 on its right. */
  position_x?: number;
  position_y?: number;
  /** `update` replaces the event of the same `event_id`, `void` takes it back. */
  operation: "create" | "update" | "void";
  version?: number;
  /** RFC 3339 UTC. */
  occurred_at: string;
  /** The vendor's extras. */
  metadata: Record<string, unknown>;
  home_team?: string;
  away_team?: string;
  player?: string;
  related_player?: string;
}

export interface FrameBase {
  channel: string;
  match_id: string;
  /** Of the log entry it tells of; the frames of one entry share it. */
  seq: number;
  /** Of the entry before it on channels of this kind; the same as `seq` if it tells of no entry of its own. */
  prev_seq: number;
  /** RFC 3339 UTC. */
  timestamp: string;
  state: StateSummary;
}

export type EventFrame<Type extends EventType = EventType> = FrameBase & {
  type: "match_event";
  match: About;
  data: EventData<Type>;
};

export type ScoreFrame = FrameBase & {
  type: "score_update";
  match: About;
  data: { home_team_score: number; away_team_score: number; reason: "goal" | "void" | "correction" };
};

export type StatusFrame = FrameBase & {
  type: "match_status";
  match: About;
  data: { old_status: Status; status: Status };
};

export type UpdateFrame = FrameBase & { type: "match_update"; data: Snapshot };

export type StatsFrame = FrameBase & { type: "stats_update"; data: Stats };

export type FeedFrame = FrameBase & {
  type: "feed_status";
  data: { provider: string; status: "healthy" | "stale" | "down" };
};

/** Everything that is told of a match. */
export type MatchFrame = EventFrame | ScoreFrame | StatusFrame | UpdateFrame | StatsFrame | FeedFrame;
