import type { Score } from "../snapshots/snapshot.ts";

export type SideName = "home" | "away";

export interface ScoredGoal {
  team: SideName | undefined;
  isOwn: boolean;
  /** The score after it, if told. */
  after: Score | undefined;
}

/**
 * The acting team of each goal of a list: the one its scorer plays for. Who got the goal is told by the score
 * that is on it, whatever team is named: by which side has one more than after the goal before. Only where that
 * does not tell, the team named counts; `ownIsFor` says whether that is the one an own goal is for.
 */
export function scorersOf(goals: readonly ScoredGoal[], ownIsFor: boolean): (SideName | undefined)[] {
  const before = scoresBefore(goals);
  return goals.map((goal, index) => {
    const grown = growth(before[index], goal.after);
    if (grown) return goal.isOwn ? other(grown) : grown;
    return goal.isOwn && ownIsFor && goal.team ? other(goal.team) : goal.team;
  });
}

function other(side: SideName): SideName {
  return side === "home" ? "away" : "home";
}

/** The score each goal was scored at, by the scores themselves: lists are not always in order. */
function scoresBefore(goals: readonly ScoredGoal[]): (Score | undefined)[] {
  const byTotal = new Map<number, Score>([[0, { home: 0, away: 0 }]]);
  for (const { after } of goals) if (after) byTotal.set(after.home + after.away, after);
  return goals.map(({ after }) => after && byTotal.get(after.home + after.away - 1));
}

function growth(before: Score | undefined, after: Score | undefined): SideName | undefined {
  if (!before || !after) return undefined;
  if (after.home === before.home + 1 && after.away === before.away) return "home";
  return after.away === before.away + 1 && after.home === before.home ? "away" : undefined;
}
