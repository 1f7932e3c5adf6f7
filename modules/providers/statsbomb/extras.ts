import type { MatchEvent } from "../../match/event.ts";
import { type Fields, isFields } from "../kit/fields.ts";
import { textOf } from "../kit/loose.ts";
import type { Raw } from "./record.ts";
import { fieldsIn, labelOf, namedOf, placeOf } from "./values.ts";

type Extras = MatchEvent["metadata"];

/** Keys that another field of the event has, or that are of no use outside the body. */
const LEFT_OUT = new Set([
  "card",
  "replacement",
  "recipient",
  "key_pass_id",
  "assisted_shot_id",
  "statsbomb_xg",
]);
const KEY = /^[a-z0-9_]{1,40}$/;
const MAX_KEYS = 40;

/**
 * Makes flat metadata of the object of a type: enumerations by their names, places on our pitch. Lists are left out:
 * the positions of all players at a shot (`freeze_frame`) are longer than the rest of it.
 */
export function extrasOf({ own, body }: Raw): Extras {
  const extras: Extras = {};
  for (const key of Object.keys(own).slice(0, MAX_KEYS)) {
    if (LEFT_OUT.has(key) || !KEY.test(key)) continue;
    const value = plainOf(own[key]);
    if (value !== undefined) extras[key] = value;
  }
  const end = placeOf(own.end_location);
  if (end) Object.assign(extras, { end_x: end.x, end_y: end.y });
  if (body.under_pressure === true) extras.under_pressure = true;
  return extras;
}

function plainOf(value: unknown): unknown {
  switch (typeof value) {
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : undefined;
    case "string":
      return textOf(value);
    default:
      return labelOf(value);
  }
}

const MAX_PLAYERS = 40;

/** The formation, and who plays where in it. */
export function tacticsOf({ body }: Raw): Extras {
  const { formation, lineup } = fieldsIn(body, "tactics");
  const players = Array.isArray(lineup) ? lineup.filter(isFields).slice(0, MAX_PLAYERS).map(playerOf) : [];
  const shape = textOf(typeof formation === "number" ? String(formation) : formation);
  return {
    ...(shape === undefined ? {} : { formation: shape }),
    ...(players.length > 0 ? { lineup: players } : {}),
  };
}

function playerOf({ player, position, jersey_number }: Fields): Extras {
  const { id, name } = namedOf(player) ?? {};
  return {
    ...(id === undefined ? {} : { player_id: id }),
    ...(name === undefined ? {} : { player_name: name }),
    position: labelOf(position) ?? null,
    jersey_number: typeof jersey_number === "number" ? jersey_number : null,
  };
}
