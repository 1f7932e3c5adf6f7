import type { MatchEvent } from "../../match/event.ts";
import { extrasOf } from "./extras.ts";
import type { Lookup } from "./lookup.ts";
import type { Meaning, Raw } from "./record.ts";
import { labelOf, slugOf } from "./values.ts";

/** `shot.outcome` of shots that are no goals. */
const OUTCOMES: ReadonlyMap<unknown, string> = new Map([
  ["Blocked", "blocked"],
  ["Off T", "off_target"],
  ["Post", "post"],
  ["Saved", "saved"],
  ["Saved Off Target", "saved"],
  ["Saved to Post", "saved"],
  ["Wayward", "off_target"],
]);
const SHOOTOUT = 5;

/** Every attempt is a shot: goals, penalties and the kicks of a shootout as well. */
export function shot(event: Raw, lookup: Lookup): Meaning[] {
  const outcome = labelOf(event.own.outcome);
  const isGoal = outcome === "Goal";
  const isPenalty = labelOf(event.own.type) === "Penalty";
  const detail = OUTCOMES.get(outcome);
  const extras = shotExtras(event);
  if (event.period === SHOOTOUT || (isPenalty && !isGoal)) {
    const missed = detail === "saved" ? "saved" : "missed";
    return [{ event_type: "penalty", detail: isGoal ? "scored" : missed, extras }];
  }
  const pass = lookup.event(event.own.key_pass_id);
  if (!isGoal) return [{ event_type: "shot", detail, related: pass?.player, extras }];
  const related = pass?.own.goal_assist === true ? pass.player : undefined;
  return [{ event_type: "goal", detail: goalDetail(event, isPenalty), related, extras }];
}

function goalDetail({ own }: Raw, isPenalty: boolean): string {
  if (isPenalty) return "penalty";
  if (labelOf(own.type) === "Free Kick") return "free_kick";
  return labelOf(own.body_part) === "Head" ? "header" : "open_play";
}

function shotExtras(event: Raw): MatchEvent["metadata"] {
  const { statsbomb_xg: xG, body_part } = event.own;
  const part = labelOf(body_part);
  const pattern = labelOf(event.body.play_pattern);
  return {
    ...extrasOf(event),
    ...(typeof xG === "number" && Number.isFinite(xG) ? { xG } : {}),
    ...(part === undefined ? {} : { body_part: slugOf(part) }),
    ...(pattern === undefined ? {} : { play_pattern: slugOf(pattern) }),
  };
}
