import type { MatchEvent } from "./event.ts";

/** How an attempt at goal ended, as `detail` names it; `on_target` if the feed gives no more than that. */
type ShotOutcome = "goal" | "saved" | "on_target" | "off_target" | "post" | "blocked";

/** A kick or header at goal in play. */
export interface Attempt {
  isPenalty: boolean;
  isHeader: boolean;
  /** Missing if the feed does not give it. */
  outcome?: ShotOutcome | undefined;
}

/** Adapters put our names into `detail`; `metadata.outcome` may have the vendors' own. */
const OUTCOMES: ReadonlyMap<string, ShotOutcome> = new Map<string, ShotOutcome>([
  ["goal", "goal"],
  ["saved", "saved"],
  ["saved_to_post", "saved"],
  ["on_target", "on_target"],
  ["off_target", "off_target"],
  ["off_t", "off_target"],
  ["wayward", "off_target"],
  ["miss", "off_target"],
  ["missed", "off_target"],
  ["saved_off_target", "off_target"],
  ["post", "post"],
  ["blocked", "blocked"],
]);
const ON_TARGET: ReadonlySet<ShotOutcome | undefined> = new Set<ShotOutcome>(["goal", "saved", "on_target"]);

/**
 * Reads an event as an attempt at goal: a goal but for own goals, a shot, or a penalty that was not scored; undefined
 * for all others. A scored penalty is a goal event as well, which counts instead. A penalty awarded is yet to be
 * taken, and kicks of a shootout are no attempts.
 */
export function attemptOf(event: MatchEvent): Attempt | undefined {
  if (event.period === "penalty_shootout") return undefined;
  switch (event.event_type) {
    case "goal":
      return event.detail === "own_goal" ? undefined : { ...kindOf(event), outcome: "goal" };
    case "shot":
      return { ...kindOf(event), outcome: outcomeOf(event) };
    case "penalty": {
      const outcome = outcomeOf(event);
      const isTaken = outcome !== undefined && outcome !== "goal";
      return isTaken ? { isPenalty: true, isHeader: false, outcome } : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether the goalkeeper or the net stopped the ball. Woodwork and blocks are off target, as in statistics. */
export function isOnTarget({ outcome }: Attempt): boolean {
  return ON_TARGET.has(outcome);
}

function kindOf({ detail, metadata }: MatchEvent): Pick<Attempt, "isPenalty" | "isHeader"> {
  const words = [detail, metadata.shot_type, metadata.body_part].map(slugOf);
  return {
    isPenalty: words.includes("penalty"),
    isHeader: words.includes("header") || words.includes("head"),
  };
}

/** Prefers the vendor's own outcome, which is finer: StatsBomb has saved shots that were off target. */
function outcomeOf({ detail, metadata }: MatchEvent): ShotOutcome | undefined {
  return OUTCOMES.get(slugOf(metadata.outcome)) ?? OUTCOMES.get(slugOf(detail));
}

/** `Saved to Post` is `saved_to_post`; anything but text is empty. */
function slugOf(word: unknown): string {
  if (typeof word !== "string") return "";
  return word
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_");
}
