import type { MatchItem } from "../../modules/match/event.ts";
import type { MatchWrite } from "../../modules/ports/matches.ts";
import { type Played, play } from "./play.ts";

/** What a consumer at `from` would store after playing `items`, of which the last is at stream number `at`. */
export function written(items: MatchItem[], { at = 1, from }: { at?: number; from?: Played } = {}) {
  const played = play(items, from);
  const entries = played.log.slice(from?.log.length ?? 0);
  const revisions = entries.map(({ item }) =>
    item.kind === "event" ? (played.known.get(item.event.event_id)?.revision ?? null) : null,
  );
  const write: MatchWrite = {
    state: played.state,
    position: { sequence_number: String(at), item: 0 },
    entries,
    revisions,
    feeds: null,
  };
  return { played, write };
}

/** The same for a match of another name. */
export function ofMatch(match_id: string, { state, entries, ...write }: MatchWrite): MatchWrite {
  return {
    ...write,
    state: { ...state, match_id },
    entries: entries.map((entry) => ({ ...entry, match_id })),
  };
}
