import { otherSide, type Side } from "../../match/state.ts";
import type { Status } from "../../match/status.ts";

/** Goals of the two teams, without the kicks of a shootout. */
export interface Score {
  home: number;
  away: number;
}

const NOT_BEGUN: ReadonlySet<Status> = new Set<Status>(["scheduled", "postponed", "cancelled"]);

/** Whether the score that a vendor gives is one: the 0-0 of a match that has not begun is none. */
export function mayHaveScore(status: Status | undefined): boolean {
  return status === undefined || !NOT_BEGUN.has(status);
}

interface ScoredGoal {
  team: Side | undefined;
  isOwn: boolean;
  /** The score after it, if the vendor gives one. */
  after: Score | undefined;
}

/**
 * Finds the acting team of each goal of a list: the team its scorer plays for. The score on a goal decides who got
 * it: the side with one more than after the goal before. Only where the score does not decide, the named team
 * counts.
 *
 * @param ownIsFor whether the vendor names the team that an own goal counts for
 */
export function scorersOf(goals: readonly ScoredGoal[], ownIsFor: boolean): (Side | undefined)[] {
  const before = scoresBefore(goals);
  return goals.map((goal, index) => {
    const grown = growth(before[index], goal.after);
    if (grown) return goal.isOwn ? otherSide(grown) : grown;
    return goal.isOwn && ownIsFor && goal.team ? otherSide(goal.team) : goal.team;
  });
}

/** The score each goal was scored at, by the scores themselves: lists are not always in order. */
function scoresBefore(goals: readonly ScoredGoal[]): (Score | undefined)[] {
  const byTotal = new Map<number, Score>([[0, { home: 0, away: 0 }]]);
  for (const { after } of goals) if (after) byTotal.set(after.home + after.away, after);
  return goals.map(({ after }) => after && byTotal.get(after.home + after.away - 1));
}

function growth(before: Score | undefined, after: Score | undefined): Side | undefined {
  if (!before || !after) return undefined;
  if (after.home === before.home + 1 && after.away === before.away) return "home";
  return after.away === before.away + 1 && after.home === before.home ? "away" : undefined;
}
