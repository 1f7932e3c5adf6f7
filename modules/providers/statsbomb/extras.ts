import type { MatchEvent } from "../../match/event.ts";
import { isStorableValue } from "../../match/text.ts";
import { type Fields, isFields } from "../custom/fields.ts";
import { wordsOf } from "../kit/loose.ts";
import type { Raw } from "./record.ts";
import { fieldsIn, namedOf, placeOf, wordOf } from "./values.ts";

type Extras = MatchEvent["metadata"];

/** Of the object of a type: what is told elsewhere in the event, or is of no use outside the body. */
const TOLD = new Set(["card", "replacement", "recipient", "key_pass_id", "assisted_shot_id", "statsbomb_xg"]);
const KEY = /^[a-z0-9_]{1,40}$/;
const MAX_KEYS = 40;

/**
 * The object of a type as flat metadata: words by their names, places on our pitch. Lists are left out: where
 * everybody stood at a shot (`freeze_frame`) is more than all else there is to say of it.
 */
export function extrasOf({ own, body }: Raw): Extras {
  const extras: Extras = {};
  for (const key of Object.keys(own).slice(0, MAX_KEYS)) {
    if (TOLD.has(key) || !KEY.test(key)) continue;
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
      return wordsOf(value);
    default:
      return wordOf(value);
  }
}

const MAX_PLAYERS = 40;

/** The formation, and who plays where in it. */
export function tacticsOf({ body }: Raw): Extras {
  const { formation, lineup } = fieldsIn(body, "tactics");
  const players = Array.isArray(lineup) ? lineup.filter(isFields).slice(0, MAX_PLAYERS).map(playerOf) : [];
  const shape = wordsOf(typeof formation === "number" ? String(formation) : formation);
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
    position: wordOf(position) ?? null,
    jersey_number: typeof jersey_number === "number" ? jersey_number : null,
  };
}

const MAX_RAW = 4_000;

/** A record nobody knows the meaning of, kept as it came if it can be kept. */
export function rawExtras({ body }: Raw): Extras {
  // One level down in the metadata.
  return isStorableValue(body, 1) && JSON.stringify(body).length <= MAX_RAW ? { raw: body } : {};
}
