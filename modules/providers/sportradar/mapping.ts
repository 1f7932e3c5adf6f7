import type { MatchEvent } from "../../match/event.ts";
import { isStorableValue } from "../../match/text.ts";
import { type Fields, isFields } from "../custom/fields.ts";
import { countOf, idOf, wordsOf } from "../kit/loose.ts";
import type { Entry } from "./entry.ts";
import { type Kind, METHODS, OTHERS, PLAIN_KINDS, VERDICTS } from "./kinds.ts";

type Extras = MatchEvent["metadata"];

interface Person {
  id?: string | undefined;
  name?: string | undefined;
}

/** What an entry is, who was part of it, and what else there is to know. */
export interface Meaning extends Kind {
  /** Substitution: who comes on. */
  player?: Person | undefined;
  /** Goal: who assisted. Substitution: who goes off. */
  related?: Person | undefined;
  extras: Extras;
}

/** Nothing for a kick of a shootout that is still to be taken. */
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

function personOf(player: Fields | undefined): Person | undefined {
  if (!player) return undefined;
  const name = wordsOf(player.name);
  return { id: idOf(player.id), name: name === undefined ? undefined : asSpoken(name) };
}

/** `Alvarez, Julian` as people say it. */
function asSpoken(name: string): string {
  const [last, first, ...more] = name.split(", ");
  return first && more.length === 0 ? `${first} ${last}` : name;
}

/** What is kept as it came, under our name for it. */
const KEPT = [
  ["outcome", "outcome"],
  ["method", "method"],
  ["card_description", "reason"],
  ["break_name", "break"],
] as const;

function extrasOf({ type, body }: Entry, { event_type }: Kind): Extras {
  const extras: Extras = {};
  for (const [key, name] of KEPT) {
    const words = wordsOf(body[key]);
    if (words !== undefined) extras[name] = words;
  }
  const subject = wordsOf(body.description);
  if (subject !== undefined) extras[event_type === "var" ? verdictOr(type) : "description"] = subject;
  const minutes = countOf(body.injury_time_announced);
  if (minutes !== undefined) extras.minutes = minutes;
  if (event_type === "other" && !OTHERS.has(type)) Object.assign(extras, rawOf(body));
  return extras;
}

function verdictOr(type: string): "verdict" | "subject" {
  return type.endsWith("_over") ? "verdict" : "subject";
}

const MAX_RAW = 4_000;

/** An entry nobody knows the meaning of, kept as it came if it can be kept. */
function rawOf(body: Fields): Extras {
  // One level down in the metadata.
  return isStorableValue(body, 1) && JSON.stringify(body).length <= MAX_RAW ? { raw: body } : {};
}
