/**
 * What the video assistant's decision was, by the words API-Football and AllSportsAPI use for it. A decision in
 * other words is a `var` event without detail.
 */
export function videoDetail(words: string | undefined): string | undefined {
  const text = words?.toLowerCase() ?? "";
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
