import type { MatchEvent } from "./event.ts";

/** JSON of the extras that are kept whole, in characters; of larger ones what is short. */
const MAX_EXTRAS = 400;
const MAX_EXTRA = 100;

/** An event as it is worth keeping beside the log, which has it whole. */
export function slim(event: MatchEvent): MatchEvent {
  const { metadata } = event;
  if (JSON.stringify(metadata).length <= MAX_EXTRAS) return event;
  const short = Object.entries(metadata).filter(([, value]) => isShort(value));
  const kept = Object.fromEntries(short);
  return { ...event, metadata: JSON.stringify(kept).length <= MAX_EXTRAS * 2 ? kept : named(metadata) };
}

function isShort(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && value.length <= MAX_EXTRA);
}

/** Who it was, by which feeds are compared. */
function named({ player_name }: MatchEvent["metadata"]): MatchEvent["metadata"] {
  return typeof player_name === "string" ? { player_name: player_name.slice(0, MAX_EXTRA) } : {};
}
