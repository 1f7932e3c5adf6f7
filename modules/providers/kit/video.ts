/**
 * Reads a decision of the video assistant from the text of API-Football and AllSportsAPI; undefined for any other
 * text, and the `var` event then has no detail.
 */
export function videoDetail(decision: string | undefined): string | undefined {
  const text = decision?.toLowerCase() ?? "";
  return DETAILS.find(([pattern]) => pattern.test(text))?.[1];
}

const DETAILS: readonly (readonly [RegExp, string])[] = [
  [/^goal.*(cancel|disallow|no goal)/, "goal_cancelled"],
  [/^goal.*(confirm|award|stand)/, "goal_confirmed"],
  [/^no goal/, "goal_cancelled"],
  [/^penalty.*(cancel|overturn|no penalty)/, "penalty_cancelled"],
  [/^penalty.*(confirm|award)/, "penalty_awarded"],
  [/card.*upgrade/, "card_upgraded"],
  [/card.*(cancel|rescind)/, "card_cancelled"],
  [/review|check/, "under_review"],
];
