import type { EventType, League, Team } from "./event.ts";
import type { FeedStatus } from "./feed-notice.ts";
import type { GivenStats } from "./given-stats.ts";
import { statsOf, type TeamCounts, type TeamStats } from "./stats.ts";
import { isLive, type Status } from "./status.ts";
import type { Tally } from "./tally.ts";

/** Everything known about one match after its entry number `seq`. */
export interface MatchState {
  match_id: string;
  /** Number of the last log entry; 0 before the first. */
  seq: number;
  /** Number of the last entry that public channels saw; 0 before the first. */
  public_seq: number;
  status: Status;
  /** The vendor's own status where `status` is `unknown`. */
  raw_status?: string;
  minute: number;
  extra_minute: number;
  home_score: number;
  away_score: number;
  /** The score at half-time, once the first half is over. */
  half_time?: Score;
  /** Time of the last score given by a feed: the score includes the events up to then. */
  score_given_at?: string;
  sport: string;
  kick_off?: string;
  home_team?: Team;
  away_team?: Team;
  league?: League;
  /** The counts of events, by team id. */
  tallies: Record<string, Tally>;
  /** What the vendors' own figures add to the tallies, by team id. */
  given_stats?: Record<string, GivenStats>;
  positions: Positions;
  /** When each feed of a live match last sent something, give or take half a minute; RFC 3339 UTC, by provider. */
  heard?: Record<string, string>;
  /** The notice viewers have of a feed in trouble; missing while all feeds are healthy. */
  feed_trouble?: { provider: string; status: Exclude<FeedStatus, "healthy"> };
  /** The vendor's score minus the sum of its goals; missing while they agree. */
  score_conflict?: { home: number; away: number };
}

/**
 * The `seq` of the last entry with an event of each type, and under `*` of the last entry with any other frame: a
 * viewer who filters by type must have seen these. A missing type has not occurred yet.
 */
export type Positions = Partial<Record<EventType | "*", number>>;

export interface Score {
  home_score: number;
  away_score: number;
}

/** The part of the state that travels with every frame: absolute values, so that a lost frame leaves no wrong score. */
export interface StateSummary {
  home_score: number;
  away_score: number;
  home_shootout_score?: number;
  away_shootout_score?: number;
  status: Status;
  minute: number;
  extra_minute: number;
}

export function newMatch(matchId: string): MatchState {
  return {
    match_id: matchId,
    seq: 0,
    public_seq: 0,
    status: "scheduled",
    minute: 0,
    extra_minute: 0,
    home_score: 0,
    away_score: 0,
    sport: "football",
    tallies: {},
    positions: {},
  };
}

export function summary(state: MatchState): StateSummary {
  const { home_score, away_score, status, minute, extra_minute } = state;
  const shootout =
    status === "penalty_shootout" || totalShootout(state) > 0
      ? {
          home_shootout_score: tallyOf(state, "home")?.shootout ?? 0,
          away_shootout_score: tallyOf(state, "away")?.shootout ?? 0,
        }
      : {};
  return { home_score, away_score, ...shootout, status, minute, extra_minute };
}

export type Side = "home" | "away";

export function otherSide(side: Side): Side {
  return side === "home" ? "away" : "home";
}

export function tallyOf(state: MatchState, side: Side): Tally | undefined {
  const team = side === "home" ? state.home_team : state.away_team;
  return team && state.tallies[team.id];
}

function totalShootout(state: MatchState): number {
  return Object.values(state.tallies).reduce((sum, tally) => sum + (tally.shootout ?? 0), 0);
}

/** The snapshot of a match, as `GET /api/v1/matches/{id}` and `match_update` show it. */
export interface Snapshot extends StateSummary {
  match_id: string;
  seq: number;
  live: boolean;
  raw_status?: string;
  sport: string;
  kick_off?: string;
  home_team: Team | null;
  away_team: Team | null;
  league: League | null;
  stats: Record<Side, TeamStats>;
}

export function snapshot(state: MatchState): Snapshot {
  return {
    match_id: state.match_id,
    seq: state.seq,
    live: isLive(state.status),
    ...summary(state),
    ...(state.raw_status === undefined ? {} : { raw_status: state.raw_status }),
    sport: state.sport,
    ...(state.kick_off === undefined ? {} : { kick_off: state.kick_off }),
    home_team: state.home_team ?? null,
    away_team: state.away_team ?? null,
    league: state.league ?? null,
    stats: statsOf(countsOf(state, "home"), countsOf(state, "away")),
  };
}

function countsOf(state: MatchState, side: Side): TeamCounts {
  const team = side === "home" ? state.home_team : state.away_team;
  return { tally: tallyOf(state, side), given: team && state.given_stats?.[team.id] };
}
