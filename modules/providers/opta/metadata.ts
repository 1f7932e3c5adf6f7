import { isKeyEvent, type MatchEvent } from "../../match/event.ts";
import { defined } from "../kit/fields.ts";
import type { Meaning } from "./kinds.ts";
import type { OptaEvent, OptaMatch } from "./record.ts";

const MAX_QUALIFIERS = 100;
const MAX_QUALIFIER = 200;

/** Makes the metadata: known names, the extras of the type, and the whole record of an unknown type. */
export function metadataOf(
  event: OptaEvent,
  meaning: Meaning,
  { home, away }: OptaMatch,
): MatchEvent["metadata"] {
  const { event_type, player, related, extras } = meaning;
  const team = event.team === home?.id ? home : event.team === away?.id ? away : undefined;
  return {
    ...defined({
      player_name: player === undefined ? event.player_name : undefined,
      related_player_name: related?.player_name,
      // A match has a thousand passes: they go without the name of their team.
      team_name: isKeyEvent(event_type) ? team?.name : undefined,
    }),
    ...extras,
    ...(event_type === "other" ? { raw: rawOf(event) } : {}),
  };
}

function rawOf(event: OptaEvent): MatchEvent["metadata"] {
  const { type, number, period, min, sec, outcome, qualifiers } = event;
  const kept = [...qualifiers].slice(0, MAX_QUALIFIERS);
  return defined({
    type_id: type,
    event_id: number,
    period_id: period,
    min,
    sec,
    outcome,
    qualifiers: Object.fromEntries(
      kept.map(([id, value]) => [id, value.slice(0, MAX_QUALIFIER).toWellFormed()]),
    ),
  });
}
