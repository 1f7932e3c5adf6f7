import type { MatchEvent } from "./event.ts";

/** Characters of the JSON of extras that are kept whole; of longer extras only short values are kept. */
const MAX_EXTRAS = 400;
const MAX_EXTRA = 100;

/** Shortens an event for the ledger; the log has it whole. */
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

/** Keeps the player, by whom the events of feeds are compared. */
function named({ player_name }: MatchEvent["metadata"]): MatchEvent["metadata"] {
  return typeof player_name === "string" ? { player_name: player_name.slice(0, MAX_EXTRA) } : {};
}
