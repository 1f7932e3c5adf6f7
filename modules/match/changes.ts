import type { Changes } from "./entry.ts";
import type { MatchItem } from "./event.ts";
import type { MatchState } from "./state.ts";

/** What an item makes of a match, before it is numbered. */
export interface Effect {
  item: MatchItem;
  state: MatchState;
  changes: Changes;
  /** Whether public channels see it. */
  isPublic: boolean;
}

/** A state that has moved on without anything to show. */
export interface Unseen {
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
