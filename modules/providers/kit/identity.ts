import { createHash } from "node:crypto";
import type { MatchEvent } from "../../match/event.ts";
import { plainName } from "../../match/names.ts";

/** Makes a short, stable id from JSON: equal `parts` give an equal id. */
export function hashedId(prefix: string, parts: readonly unknown[]): string {
  const hash = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return `${prefix}-${hash.slice(0, 32)}`;
}

/**
 * Gives the events of one delivery that come without `event_id` one made from what they are:
 *
 * `auto-` + the first 32 hex digits of the SHA-256 of the JSON array
 * `[match, type, team, player, period, minute, extra minute, ordinal]`, where team and player are their id,
 * or else their normalised name, or null, and the ordinal counts, from 0, equal ones of the same operation in
 * the delivery.
 *
 * So a feed that sends its list again gives the same ids again, two equal fouls in one list stay two, and a
 * `void` or `update` that describes an event finds it. What is often corrected later (detail, second,
 * position) is left out, or a correction would be another event.
 */
export function eventIds(): (event: MatchEvent) => string {
  const seen = new Map<string, number>();
  return (event) => {
    const description = describe(event);
    const key = JSON.stringify([event.operation, description]);
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return hashedId("auto", [...description, ordinal]);
  };
}

function describe(event: MatchEvent): unknown[] {
  return [
    event.match_id,
    event.event_type,
    event.team_id ?? nameIn(event.metadata, "team"),
    event.player_id ?? nameIn(event.metadata, "player"),
    event.period ?? null,
    event.minute,
    event.extra_minute ?? 0,
  ];
}

/** A name as feeds give it where they have no id: `player_name`, `player` or `player.name`. */
function nameIn(metadata: Record<string, unknown>, of: "team" | "player"): string | null {
  const given = metadata[`${of}_name`] ?? metadata[of];
  const name = typeof given === "object" && given !== null && "name" in given ? given.name : given;
  return typeof name === "string" ? plainName(name) : null;
}
