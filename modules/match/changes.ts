import type { Changes } from "./entry.ts";
import type { MatchItem } from "./event.ts";
import type { MatchState } from "./state.ts";

/** What an item changes in a match, before its entry has a number. */
export interface Transition {
  item: MatchItem;
  state: MatchState;
  changes: Changes;
  /** Whether public channels see it. */
  isPublic: boolean;
}

/** A change of state that viewers do not see and the log does not keep. */
export interface UnloggedTransition {
  state: MatchState;
  item?: undefined;
}

export function statusChange(before: MatchState, after: MatchState): Pick<Changes, "status"> {
  return before.status === after.status ? {} : { status: { from: before.status, to: after.status } };
}

export function scoreChange(
  before: MatchState,
  after: MatchState,
  reason: "goal" | "void" | "correction",
): Pick<Changes, "score"> {
  const same = before.home_score === after.home_score && before.away_score === after.away_score;
  return same ? {} : { score: { reason } };
}
