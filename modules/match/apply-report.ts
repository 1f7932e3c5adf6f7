import { withGivenStats } from "./apply-given-stats.ts";
import { type Effect, scoreChange, statusChange, type Unseen } from "./changes.ts";
import type { Changes } from "./entry.ts";
import type { StatusReport } from "./event.ts";
import { movedScore } from "./score.ts";
import type { MatchState } from "./state.ts";

/** What a status report makes of a match; without `item` there is nothing to show, but the state has moved. */
export function applyReport(state: MatchState, report: StatusReport): Effect | Unseen {
  const told = withGivenStats(withDetails(state, report), report.team_stats);
  const next = { ...told, ...movedScore(state, told), ...givenScore(report) };
  const status = statusChange(state, next);
  const score = scoreChange(state, next, "correction");
  const isNews = state.seq === 0 || essence(state) !== essence(told);
  const changes: Changes = { ...status, ...score, ...(isNews ? { info: true } : {}) };
  if (Object.keys(changes).length === 0) {
    // Nothing to show, but a score that was confirmed still says up to when events are in it. And statistics change
    // with every poll: an entry for each would be a frame of its own for every viewer, or a hole in what private
    // viewers see. They are told by `stats_update`, once in a while, which is no entry either.
    const hasMoved = next.score_given_at !== state.score_given_at || next.given_stats !== state.given_stats;
    return { state: hasMoved ? next : state };
  }
  return { item: { kind: "status", report }, state: next, changes, isPublic: true };
}

/** The state with everything a report names but the score. */
function withDetails(state: MatchState, report: StatusReport): MatchState {
  const { status, raw_status, minute, extra_minute, kick_off, home_team, away_team, league, sport } = report;
  const { raw_status: _, ...rest } = state;
  return {
    ...(status === undefined ? state : rest),
    ...(status === undefined ? {} : { status }),
    ...(raw_status === undefined ? {} : { raw_status }),
    ...(minute === undefined ? {} : { minute, extra_minute: extra_minute ?? 0 }),
    ...(kick_off === undefined ? {} : { kick_off }),
    ...(home_team === undefined ? {} : { home_team: renamed(state.home_team, home_team) }),
    ...(away_team === undefined ? {} : { away_team: renamed(state.away_team, away_team) }),
    ...(league === undefined ? {} : { league: renamed(state.league, league) }),
    ...(sport === undefined ? {} : { sport }),
  };
}

/** A report that gives only the id of a team or league leaves the name we know. */
function renamed<T extends { id: string; name?: string | undefined }>(known: T | undefined, told: T): T {
  return known?.id === told.id ? { ...known, ...told } : told;
}

function givenScore({ home_score, away_score, occurred_at }: StatusReport): Partial<MatchState> {
  if (home_score === undefined && away_score === undefined) return {};
  return {
    ...(home_score === undefined ? {} : { home_score }),
    ...(away_score === undefined ? {} : { away_score }),
    score_given_at: occurred_at,
  };
}

/** What viewers are shown of a match besides its status and score, in a form that can be compared. */
function essence({
  raw_status,
  minute,
  extra_minute,
  kick_off,
  home_team,
  away_team,
  league,
  sport,
}: MatchState) {
  const named = [home_team, away_team, league].map((one) => [one?.id, one?.name]);
  return JSON.stringify([raw_status, minute, extra_minute, kick_off, sport, named]);
}
