import { rowOf } from "./values.ts";

/** The decision of a review by the video referee. */
type Decision = "confirmed" | "cancelled";

/** By the reviewed decision of the referee: the detail once it is confirmed or cancelled. */
const OUTCOMES: Readonly<Record<string, Partial<Record<Decision, string>>>> = {
  goal_awarded: { confirmed: "goal_confirmed", cancelled: "goal_cancelled" },
  goal_not_awarded: { cancelled: "goal_confirmed" },
  penalty_awarded: { confirmed: "penalty_awarded", cancelled: "penalty_cancelled" },
  penalty_not_awarded: { cancelled: "penalty_awarded" },
  card_upgrade: { cancelled: "card_upgraded" },
  red_card_given: { cancelled: "card_cancelled" },
};

/** F24 and MA3: the qualifiers of a type 65 event. */
const REASONS: ReadonlyMap<number, string> = new Map([
  [329, "goal_awarded"],
  [330, "penalty_awarded"],
  [331, "penalty_not_awarded"],
  [332, "card_upgrade"],
  [333, "mistaken_identity"],
  [334, "other"],
  [341, "goal_not_awarded"],
  [342, "red_card_given"],
]);
const CONFIRMED = 335;
const CANCELLED = 336;
const REVIEW = 343;

interface Review {
  detail?: string;
  reason?: string;
  decision?: Decision;
}

/** Reads the review of a contentious decision; undefined if there was none. */
export function reviewOf(qualifiers: ReadonlyMap<number, string>): Review | undefined {
  const reason = [...REASONS].find(([id]) => qualifiers.has(id))?.[1];
  const decision = qualifiers.has(CONFIRMED)
    ? "confirmed"
    : qualifiers.has(CANCELLED)
      ? "cancelled"
      : undefined;
  if (reason === undefined && decision === undefined && !qualifiers.has(REVIEW)) return undefined;
  return outcomeOf(reason, decision);
}

/** Reads a review from text, as in F7 and MA1: "Goal awarded", "VAR – Goal awarded"; "Cancelled". */
export function reviewInWords(reason: string | undefined, decision: string | undefined): Review {
  const words = reason
    ?.toLowerCase()
    .replace(/^var\W+/, "")
    .trim()
    .replace(/\W+/g, "_");
  const decided = decision?.toLowerCase();
  return outcomeOf(words, decided === "confirmed" || decided === "cancelled" ? decided : undefined);
}

function outcomeOf(reason: string | undefined, decision: Decision | undefined): Review {
  const known = rowOf(OUTCOMES, reason);
  const detail = decision === undefined ? "under_review" : known?.[decision];
  return {
    ...(detail === undefined ? {} : { detail }),
    ...(reason === undefined ? {} : { reason }),
    ...(decision === undefined ? {} : { decision }),
  };
}
