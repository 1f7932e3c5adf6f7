import type { MatchEvent } from "../../match/event.ts";
import { type Fields, isFields } from "../kit/fields.ts";
import { countOf, idOf, textOf } from "../kit/loose.ts";
import type { PartlyNamed } from "../kit/named.ts";
import { rawExtras } from "../kit/raw.ts";
import type { Entry } from "./entry.ts";
import { type Kind, METHODS, OTHERS, PLAIN_KINDS, VERDICTS } from "./kinds.ts";

type Extras = MatchEvent["metadata"];

/** The meaning of an entry: its type, its players, and extras. */
export interface Meaning extends Kind {
  /** Substitution: who comes on. */
  player?: PartlyNamed | undefined;
  /** Goal: who assisted. Substitution: who goes off. */
  related?: PartlyNamed | undefined;
  extras: Extras;
}

/** Reads an entry; undefined for a kick of a shootout that is yet to be taken. */
export function meaningOf(entry: Entry): Meaning | undefined {
  const kind = kindOf(entry);
  if (!kind) return undefined;
  return { ...kind, ...peopleOf(entry, kind), extras: extrasOf(entry, kind) };
}

function kindOf({ type, period, body }: Entry): Kind | undefined {
  switch (type) {
    case "score_change":
      // Kicks of a shootout have a type of their own.
      if (period === "penalty_shootout") return { event_type: "other", detail: type };
      return { event_type: "goal", detail: METHODS.get(body.method) };
    case "penalty_shootout":
      return KICKS.get(body.status);
    case "video_assistant_referee_over":
    case "decision_to_var_over":
      return { event_type: "var", detail: VERDICTS.get(body.description) };
    default:
      return PLAIN_KINDS.get(type) ?? { event_type: "other", detail: type };
  }
}

const KICKS: ReadonlyMap<unknown, Kind> = new Map<unknown, Kind>([
  ["scored", { event_type: "penalty", detail: "scored" }],
  ["missed", { event_type: "penalty", detail: "missed" }],
]);

function peopleOf({ body }: Entry, { event_type }: Kind): Pick<Meaning, "player" | "related"> {
  const players = Array.isArray(body.players) ? body.players.filter(isFields) : [];
  const as = (type: string) => personOf(players.find((player) => player.type === type));
  if (event_type === "substitution") {
    return { player: as("substituted_in"), related: as("substituted_out") };
  }
  const rest = players.find(({ type }) => type !== "assist");
  return { player: as("scorer") ?? personOf(rest), related: as("assist") };
}

function personOf(player: Fields | undefined): PartlyNamed | undefined {
  if (!player) return undefined;
  const name = textOf(player.name);
  return { id: idOf(player.id), name: name === undefined ? undefined : asSpoken(name) };
}

/** Puts the first name first: `Alvarez, Julian` becomes `Julian Alvarez`. */
function asSpoken(name: string): string {
  const [last, first, ...more] = name.split(", ");
  return first && more.length === 0 ? `${first} ${last}` : name;
}

/** Fields that are kept unchanged, under our name. */
const KEPT = [
  ["outcome", "outcome"],
  ["method", "method"],
  ["card_description", "reason"],
  ["break_name", "break"],
] as const;

function extrasOf({ type, body }: Entry, { event_type }: Kind): Extras {
  const extras: Extras = {};
  for (const [key, name] of KEPT) {
    const words = textOf(body[key]);
    if (words !== undefined) extras[name] = words;
  }
  const subject = textOf(body.description);
  if (subject !== undefined) extras[event_type === "var" ? verdictOr(type) : "description"] = subject;
  const minutes = countOf(body.injury_time_announced);
  if (minutes !== undefined) extras.minutes = minutes;
  if (event_type === "other" && !OTHERS.has(type)) Object.assign(extras, rawExtras(body, MAX_RAW));
  return extras;
}

function verdictOr(type: string): "verdict" | "subject" {
  return type.endsWith("_over") ? "verdict" : "subject";
}

/** Characters of an unknown entry that are kept. */
const MAX_RAW = 4_000;
