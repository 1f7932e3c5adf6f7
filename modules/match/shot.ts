import type { MatchEvent } from "./event.ts";

/** How an attempt at goal ended, in the words of `detail`; `on_target` where that is all a feed tells. */
type ShotOutcome = "goal" | "saved" | "on_target" | "off_target" | "post" | "blocked";

/** A kick or header at goal in play. */
export interface Attempt {
  penalty: boolean;
  header: boolean;
  /** Missing where the feed does not tell. */
  outcome?: ShotOutcome | undefined;
}

/** Ours are what adapters put into `detail`; the others are vendors' own, as `metadata.outcome` may have them. */
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
 * The attempt at goal an event is, or nothing: a goal (an own goal is none), a shot, or a penalty that was not
 * scored. One that was is a goal as well, and it is that event that tells; one that was awarded is still to be
 * taken. Kicks of a shootout are no attempts.
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
      return isTaken ? { penalty: true, header: false, outcome } : undefined;
    }
    default:
      return undefined;
  }
}

/** The goalkeeper, or the net, was what stopped it. Woodwork and blocks are off target, as statistics have it. */
export function isOnTarget({ outcome }: Attempt): boolean {
  return ON_TARGET.has(outcome);
}

function kindOf({ detail, metadata }: MatchEvent): Pick<Attempt, "penalty" | "header"> {
  const words = [detail, metadata.shot_type, metadata.body_part].map(slugOf);
  return { penalty: words.includes("penalty"), header: words.includes("header") || words.includes("head") };
}

/** The vendor's own word is the finer one: to StatsBomb a shot can be saved that was not on target. */
function outcomeOf({ detail, metadata }: MatchEvent): ShotOutcome | undefined {
  return OUTCOMES.get(slugOf(metadata.outcome)) ?? OUTCOMES.get(slugOf(detail));
}

/** `Saved to Post` is `saved_to_post`; what is no text is no word. */
function slugOf(word: unknown): string {
  if (typeof word !== "string") return "";
  return word
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_");
}
