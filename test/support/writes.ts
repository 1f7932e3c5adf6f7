import type { FeedItem } from "../../lambdas/match/event.ts";
import type { MatchWrite } from "../../lambdas/ports.ts";
import { type Played, play } from "./fold.ts";

/** What a consumer at `from` would store after playing `items`, of which the last is at stream number `at`. */
export function written(items: FeedItem[], { at = 1, from }: { at?: number; from?: Played } = {}) {
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
  };
  return { played, write };
}

/** The same for a match of another name. */
export function ofMatch(match_id: string, { state, position, entries, revisions }: MatchWrite): MatchWrite {
  return {
    state: { ...state, match_id },
    position,
    revisions,
    entries: entries.map((entry) => ({ ...entry, match_id })),
  };
}
