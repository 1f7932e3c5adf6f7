import type { EventType } from "../../match/event.ts";
import type { Named } from "../kit/named.ts";
import { rawExtras } from "../kit/raw.ts";
import { extrasOf, tacticsOf } from "./extras.ts";
import type { Lookup } from "./lookup.ts";
import type { Meaning, Raw } from "./record.ts";
import { shot } from "./shots.ts";
import { labelOf, namedOf, slugOf } from "./values.ts";

/** The meanings of an event of one type. */
type Rule = (event: Raw, lookup: Lookup) => Meaning[];

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ["shot", shot],
  ["own_goal_against", (event, lookup) => [ownGoal(event.player, lookup.partner(event, "own_goal_for"))]],
  ["own_goal_for", ownGoalFor],
  ["foul_committed", foul],
  ["bad_behaviour", (event) => cards(event) ?? [other(event)]],
  ["substitution", substitution],
  ["pass", pass],
  ["duel", duel],
  ["50_50", (event) => [{ event_type: "duel", detail: "fifty_fifty", extras: extrasOf(event) }]],
  ["goal_keeper", goalkeeper],
  ["injury_stoppage", plain("injury")],
  ["starting_xi", (event) => [{ ...other(event), extras: tacticsOf(event) }]],
  ["tactical_shift", (event) => [{ ...other(event), extras: tacticsOf(event) }]],
  ...(["offside", "clearance", "interception", "dribble", "pressure", "carry"] as const).map(
    (type): [string, Rule] => [type, plain(type)],
  ),
]);

/** Types without one of ours whose meaning is known. */
const OTHERS = new Set(
  (
    "ball_receipt ball_recovery block camera_off camera_on dispossessed dribbled_past error foul_won miscontrol " +
    "player_off player_on referee_ball_drop shield"
  ).split(" "),
);

/** Characters of an unknown record that are kept. */
const MAX_RAW = 4_000;

export function meaningsOf(event: Raw, lookup: Lookup): Meaning[] {
  const rule = RULES.get(event.type);
  if (rule) return rule(event, lookup);
  return [
    OTHERS.has(event.type) ? other(event) : { ...other(event), extras: rawExtras(event.body, MAX_RAW) },
  ];
}

function plain(event_type: EventType): Rule {
  return (event) => [{ event_type, extras: extrasOf(event) }];
}

function other(event: Raw): Meaning {
  return { event_type: "other", detail: event.type || undefined, extras: extrasOf(event) };
}

/** An own goal is a pair of events, one for each team. The scorer's is the goal: it is his team that acted. */
function ownGoal(player: Named | undefined, pair: Raw | undefined): Meaning {
  return { event_type: "goal", detail: "own_goal", player, extras: pair ? { own_goal_for: pair.id } : {} };
}

/** The other half of the pair. It only counts if the first half is missing. */
function ownGoalFor(event: Raw, lookup: Lookup): Meaning[] {
  const team = lookup.against(event.team);
  if (lookup.partner(event, "own_goal_against")) return [];
  return team ? [{ ...ownGoal(undefined, undefined), team, player: null, elsewhere: true }] : [other(event)];
}

/** A foul may bring a card and a penalty as well; the penalty is the other team's. */
function foul(event: Raw, lookup: Lookup): Meaning[] {
  const fouled = lookup.partner(event, "foul_won")?.player;
  const committed: Meaning = { event_type: "foul", related: fouled, extras: extrasOf(event) };
  const team = event.own.penalty === true ? lookup.against(event.team) : undefined;
  const penalty: Meaning = {
    event_type: "penalty",
    detail: "awarded",
    part: "penalty",
    team,
    player: fouled ?? null,
    related: event.player,
    elsewhere: true,
  };
  const card = (cards(event) ?? []).map((one) => ({ ...one, part: "card" }));
  return [committed, ...card, ...(team ? [penalty] : [])];
}

/** By name: the ids in the specification are not those in the files. */
const CARDS: readonly (readonly [RegExp, string])[] = [
  [/second/i, "second_yellow"],
  [/red/i, "red"],
  [/yellow/i, "yellow"],
];

function cards(event: Raw): Meaning[] | undefined {
  const name = labelOf(event.own.card) ?? "";
  const detail = CARDS.find(([pattern]) => pattern.test(name))?.[1];
  return detail === undefined ? undefined : [{ event_type: "card", detail, extras: { reason: event.type } }];
}

const SUBSTITUTIONS: ReadonlyMap<unknown, string> = new Map([
  ["Injury", "injury"],
  ["Tactical", "tactical"],
]);

/** The record is that of the player who goes off. */
function substitution(event: Raw): Meaning[] {
  const on = namedOf(event.own.replacement) ?? null;
  const detail = SUBSTITUTIONS.get(labelOf(event.own.outcome));
  return [{ event_type: "substitution", detail, player: on, related: event.player }];
}

/** There is no event for a corner but the pass it is. One to a player who is offside is both. */
function pass(event: Raw): Meaning[] {
  const type = labelOf(event.own.type);
  const recipient = namedOf(event.own.recipient);
  const extras = { ...extrasOf(event), completed: event.own.outcome === undefined };
  const played: Meaning =
    type === "Corner"
      ? { event_type: "corner", related: recipient, extras }
      : { event_type: "pass", detail: type && slugOf(type), related: recipient, extras };
  if (labelOf(event.own.outcome) !== "Pass Offside") return [played];
  const caught: Meaning = {
    event_type: "offside",
    part: "offside",
    player: recipient ?? null,
    related: event.player,
    elsewhere: true,
  };
  return [played, caught];
}

function duel(event: Raw): Meaning[] {
  const extras = extrasOf(event);
  if (labelOf(event.own.type) === "Tackle") return [{ event_type: "tackle", extras }];
  return [{ event_type: "duel", detail: "aerial", extras }];
}

/** `Shot Saved`, `Penalty Saved`, `Shot Saved Off Target` and the like. */
function goalkeeper(event: Raw): Meaning[] {
  const isSave = /\bsaved?\b/i.test(labelOf(event.own.type) ?? "");
  return [isSave ? { event_type: "save", extras: extrasOf(event) } : other(event)];
}
