import { withGivenStats } from "./apply-given-stats.ts";
import { scoreChange, statusChange, type Transition, type UnloggedTransition } from "./changes.ts";
import type { Changes } from "./entry.ts";
import type { StatusReport } from "./event.ts";
import { movedScore } from "./score.ts";
import type { MatchState } from "./state.ts";

/** Applies a status report to a match. Without `item` the state has changed and viewers see no difference. */
export function applyReport(state: MatchState, report: StatusReport): Transition | UnloggedTransition {
  const updated = withGivenStats(withDetails(state, report), report.team_stats);
  const next = { ...updated, ...movedScore(state, updated), ...givenScore(report) };
  const status = statusChange(state, next);
  const score = scoreChange(state, next, "correction");
  const isNews = state.seq === 0 || viewerFields(state) !== viewerFields(updated);
  const changes: Changes = { ...status, ...score, ...(isNews ? { info: true } : {}) };
  if (Object.keys(changes).length === 0) {
    // A confirmed score still moves the time up to which it includes events. Statistics change with every poll: an
    // entry for each would send every viewer a frame, or leave private viewers a hole. `stats_update`, which is no
    // entry, sends them now and then.
    const hasMoved = next.score_given_at !== state.score_given_at || next.given_stats !== state.given_stats;
    return { state: hasMoved ? next : state };
  }
  return { item: { kind: "status", report }, state: next, changes, isPublic: true };
}

/** Copies every field of a report into the state, except the score. */
function withDetails(state: MatchState, report: StatusReport): MatchState {
  const { status, raw_status, minute, extra_minute, kick_off, home_team, away_team, league, sport } = report;
  const { raw_status: _, ...rest } = state;
  return {
    ...(status === undefined ? state : rest),
    ...(status === undefined ? {} : { status }),
    ...(raw_status === undefined ? {} : { raw_status }),
    ...(minute === undefined ? {} : { minute, extra_minute: extra_minute ?? 0 }),
    ...(kick_off === undefined ? {} : { kick_off }),
    ...(home_team === undefined ? {} : { home_team: withKnownName(state.home_team, home_team) }),
    ...(away_team === undefined ? {} : { away_team: withKnownName(state.away_team, away_team) }),
    ...(league === undefined ? {} : { league: withKnownName(state.league, league) }),
    ...(sport === undefined ? {} : { sport }),
  };
}

/** Keeps the known name where a report gives only the id of a team or league. */
function withKnownName<T extends { id: string; name?: string | undefined }>(
  known: T | undefined,
  given: T,
): T {
  return known?.id === given.id ? { ...known, ...given } : given;
}

function givenScore({ home_score, away_score, occurred_at }: StatusReport): Partial<MatchState> {
  if (home_score === undefined && away_score === undefined) return {};
  return {
    ...(home_score === undefined ? {} : { home_score }),
    ...(away_score === undefined ? {} : { away_score }),
    score_given_at: occurred_at,
  };
}

/** The fields viewers see besides status and score, as text to compare. */
function viewerFields({
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
