import { defined } from "../kit/fields.ts";
import { playedPeriod } from "./clock.ts";
import { type Kind, type Meaning, OTHER_DETAILS, PLAIN_KINDS, Q, TYPE } from "./kinds.ts";
import type { Lookup } from "./lookup.ts";
import type { OptaEvent } from "./record.ts";
import { firstOf, goal, shot } from "./shots.ts";
import { num } from "./values.ts";
import { reviewOf } from "./var.ts";

type Rule = (event: OptaEvent, lookup: Lookup) => Meaning | undefined;

/** The rules by type; a rule returns undefined where its event has no canonical type. */
const RULES: Readonly<Record<number, Rule>> = {
  [TYPE.pass]: pass,
  [TYPE.offside]: offside,
  [TYPE.foul]: foul,
  [TYPE.corner]: ({ outcome }) => (outcome === 0 ? undefined : { event_type: "corner" }),
  [TYPE.miss]: (event, lookup) => shot(event, lookup, "off_target", "missed"),
  [TYPE.post]: (event, lookup) => shot(event, lookup, "post", "missed"),
  [TYPE.saved]: (event, lookup) =>
    shot(event, lookup, event.qualifiers.has(Q.blocked) ? "blocked" : "saved", "saved"),
  [TYPE.goal]: goal,
  [TYPE.card]: card,
  [TYPE.playerOn]: substitution,
  [TYPE.startDelay]: injury,
  [TYPE.end]: whistle("period_end"),
  [TYPE.start]: whistle("period_start"),
  [TYPE.rescindedCard]: () => ({ event_type: "var", detail: "card_cancelled" }),
  [TYPE.contentious]: review,
  [TYPE.addedTime]: ({ qualifiers }) => ({
    ...other(TYPE.addedTime),
    extras: defined({ minutes: num(qualifiers.get(Q.addedMinutes)) }),
  }),
};

export function meaningOf(event: OptaEvent, lookup: Lookup): Meaning {
  return RULES[event.type]?.(event, lookup) ?? PLAIN_KINDS[event.type] ?? other(event.type);
}

function other(type: number): Kind {
  const detail = OTHER_DETAILS[type];
  return { event_type: "other", ...defined({ detail }) };
}

const PASSES = [
  [6, "corner"],
  [5, "free_kick"],
  [107, "throw_in"],
  [124, "goal_kick"],
  [279, "kick_off"],
  [2, "cross"],
  [4, "through_ball"],
  [1, "long_ball"],
] as const;

function pass(event: OptaEvent): Meaning {
  const { outcome, qualifiers } = event;
  const extras = defined({
    end_x: num(qualifiers.get(Q.endX)),
    end_y: num(qualifiers.get(Q.endY)),
    completed: outcome === undefined ? undefined : outcome === 1,
  });
  return { event_type: "pass", ...defined({ detail: firstOf(PASSES, event) }), extras };
}

/** The record has the passer; a qualifier names the player who was offside. */
function offside(event: OptaEvent): Meaning {
  const caught = event.qualifiers.get(Q.caughtOffside);
  return caught
    ? { event_type: "offside", player: { id: caught }, related: event }
    : { event_type: "offside" };
}

/** A foul comes as two events: outcome 0 for the offender, 1 for the fouled player. */
function foul(event: OptaEvent, lookup: Lookup): Meaning | undefined {
  const related = lookup.opposite(event);
  if (event.outcome !== 1) return { event_type: "foul", ...defined({ related }) };
  if (!event.qualifiers.has(Q.penalty)) return undefined;
  return { event_type: "penalty", detail: "awarded", ...defined({ related }) };
}

const CARDS = [
  [Q.secondYellow, "second_yellow"],
  [Q.red, "red"],
  [Q.yellow, "yellow"],
] as const;
const CARD_REASONS = [
  [13, "foul"],
  [10, "handball"],
  [37, "time_wasting"],
  [38, "excessive_celebration"],
  [184, "dissent"],
] as const;

/** A second yellow is one event. A coach's card has no player. */
function card(event: OptaEvent): Meaning {
  const extras = defined({
    reason: firstOf(CARD_REASONS, event),
    coach_id: event.qualifiers.get(Q.coach) || undefined,
  });
  return { event_type: "card", ...defined({ detail: firstOf(CARDS, event) }), extras };
}

const SUBSTITUTION_REASONS = [
  [Q.injury, "injury"],
  [Q.tactical, "tactical"],
] as const;

/** A substitution comes as two events; the one of the player who comes on has the id of F7. */
function substitution(event: OptaEvent, lookup: Lookup): Meaning {
  return {
    event_type: "substitution",
    ...defined({ detail: firstOf(SUBSTITUTION_REASONS, event), related: lookup.substituted(event) }),
  };
}

function injury({ qualifiers }: OptaEvent): Meaning | undefined {
  const id = qualifiers.get(Q.injuredPlayer);
  return id && qualifiers.has(Q.injury) ? { event_type: "injury", player: { id } } : undefined;
}

/** Whistles come twice, once for each team: the home team's counts. */
function whistle(event_type: "period_start" | "period_end"): Rule {
  return (event, lookup) =>
    lookup.isOfHome(event) && playedPeriod(event.period) ? { event_type } : undefined;
}

function review({ qualifiers }: OptaEvent): Meaning | undefined {
  const found = reviewOf(qualifiers);
  if (!found) return undefined;
  const { detail, reason, decision } = found;
  return { event_type: "var", ...defined({ detail }), extras: defined({ reason, decision }) };
}
