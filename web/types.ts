/** The part of the public contract that the page shows. */

export type Side = "home" | "away";

interface Team {
  id: string;
  name?: string;
}

/** The state of a match, absolute; part of every frame. */
export interface State {
  home_score: number;
  away_score: number;
  home_shootout_score?: number;
  away_shootout_score?: number;
  status: string;
  minute: number;
  extra_minute: number;
}

export interface Snapshot extends State {
  match_id: string;
  seq: number;
  home_team: Team | null;
  away_team: Team | null;
  league: Team | null;
}

export interface MatchEvent {
  event_id: string;
  event_type: string;
  detail?: string;
  period?: string;
  minute: number;
  extra_minute?: number;
  team_id?: string;
  player_id?: string;
  related_player_id?: string;
  operation: string;
  metadata?: Record<string, unknown>;
}

interface MatchFrameBase {
  match_id: string;
  seq: number;
  prev_seq: number;
  timestamp: string;
  state: State;
}

/** A frame about a match. */
export type MatchFrame = MatchFrameBase &
  (
    | { type: "match_event"; data: MatchEvent }
    | { type: "match_update"; data: Snapshot }
    | { type: "score_update" | "match_status" | "feed_status"; data: unknown }
  );

/** One entry of a match's log; without `event` it is a status report. */
export interface LogEntry {
  seq: number;
  event?: MatchEvent;
  state: State;
}
