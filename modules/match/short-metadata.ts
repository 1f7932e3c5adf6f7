import type { MatchEvent } from "./event.ts";

/** Characters of the JSON of metadata that is kept whole; of longer metadata only short values are kept. */
const MAX_METADATA_CHARS = 400;
const MAX_VALUE_CHARS = 100;

/** The event with little metadata, for the ledger; the log has it whole. */
export function withShortMetadata(event: MatchEvent): MatchEvent {
  const { metadata } = event;
  if (JSON.stringify(metadata).length <= MAX_METADATA_CHARS) return event;
  const short = Object.entries(metadata).filter(([, value]) => isShort(value));
  const kept = Object.fromEntries(short);
  return {
    ...event,
    metadata: JSON.stringify(kept).length <= MAX_METADATA_CHARS * 2 ? kept : playerNameIn(metadata),
  };
}

function isShort(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && value.length <= MAX_VALUE_CHARS);
}

/** Keeps the player, by whom the events of feeds are compared. */
function playerNameIn({ player_name }: MatchEvent["metadata"]): MatchEvent["metadata"] {
  return typeof player_name === "string" ? { player_name: player_name.slice(0, MAX_VALUE_CHARS) } : {};
}
