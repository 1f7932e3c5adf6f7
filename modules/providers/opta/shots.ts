import type { MatchEvent } from "../../match/event.ts";
import { defined } from "../kit/fields.ts";
import { type Meaning, Q } from "./kinds.ts";
import type { Lookup } from "./lookup.ts";
import type { OptaEvent } from "./record.ts";
import { num } from "./values.ts";

/** `period_id`: a kick of the shootout is a penalty with its outcome, and no goal. */
const SHOOTOUT = 5;

/** From the surest: an own goal off a free kick is an own goal. */
const GOALS = [
  [Q.ownGoal, "own_goal"],
  [Q.penalty, "penalty"],
  [Q.freeKick, "free_kick"],
  [Q.head, "header"],
] as const;
const BODY_PARTS = [
  [Q.head, "head"],
  [Q.rightFoot, "right_foot"],
  [Q.leftFoot, "left_foot"],
  [Q.otherBodyPart, "other"],
] as const;

/** The first of these qualifiers an event has, by the name we give it. */
export function firstOf(names: readonly (readonly [number, string])[], { qualifiers }: OptaEvent) {
  for (const [id, name] of names) if (qualifiers.has(id)) return name;
  return undefined;
}

/** Reads a goal. An own goal has the team of its scorer, as in our model. */
export function goal(event: OptaEvent, lookup: Lookup): Meaning {
  const extras = extrasOf(event);
  if (event.period === SHOOTOUT) return { event_type: "penalty", detail: "scored", extras };
  const detail = firstOf(GOALS, event) ?? "open_play";
  const related = detail === "own_goal" ? undefined : lookup.assist(event);
  return { event_type: "goal", detail, ...defined({ related }), extras };
}

/** @param missed what the shot is called where it is a penalty */
export function shot(event: OptaEvent, lookup: Lookup, detail: string, missed: string): Meaning {
  const extras = extrasOf(event);
  if (event.period === SHOOTOUT || event.qualifiers.has(Q.penalty)) {
    return { event_type: "penalty", detail: missed, extras };
  }
  return { event_type: "shot", detail, ...defined({ related: lookup.assist(event) }), extras };
}

function extrasOf(event: OptaEvent): MatchEvent["metadata"] {
  return defined({
    xG: num(event.qualifiers.get(Q.xG)),
    xG_on_target: num(event.qualifiers.get(Q.xGOnTarget)),
    body_part: firstOf(BODY_PARTS, event),
    big_chance: event.qualifiers.has(Q.bigChance) ? true : undefined,
  });
}
