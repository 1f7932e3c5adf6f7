import { channelOf } from "./channel-kind.ts";
import { topicsOf } from "./channels.ts";
import type { LogEntry } from "./entry.ts";
import { framesOf, type MatchFrame } from "./frame.ts";
import type { MatchState } from "./state.ts";

/** One entry of a match as viewers receive it: all the fan-out needs, and fit for JSON. */
export interface Publication {
  match_id: string;
  /** The `seq` of the entry. */
  seq: number;
  /** The `seq` of the last entry before it that public channels saw. */
  prev_public_seq: number;
  /** Whether public channels see it. */
  public: boolean;
  /** The public channels it belongs to; the private and presence channels are these with their prefix. */
  topics: readonly string[];
  /** The frames as public channels would see them. */
  frames: readonly MatchFrame[];
  /** Set for a goal, a card, a VAR decision and a change of score, which are sent before anything else. */
  urgent: boolean;
}

/** Makes the publication of each entry. */
export function publicationsOf(match: MatchState, entries: readonly LogEntry[]): Publication[] {
  return entries.map((entry) => ({
    match_id: entry.match_id,
    seq: entry.seq,
    prev_public_seq: entry.prev_public_seq,
    public: entry.public,
    topics: topicsOf(match, entry),
    frames: framesOf(entry, match),
    urgent: isUrgent(entry),
  }));
}

function isUrgent({ item, changes }: LogEntry): boolean {
  if (changes.score) return true;
  return item.kind === "event" && ["goal", "card", "var"].includes(item.event.event_type);
}

/** Lists every channel of some publications, each once. */
export function channelsOf(publications: readonly Publication[]): string[] {
  const topics = new Set(publications.flatMap((publication) => publication.topics));
  const shown = new Set(
    publications.flatMap((publication) => (publication.public ? publication.topics : [])),
  );
  return [
    ...shown,
    ...Array.from(topics, (topic) => channelOf("private", topic)),
    ...Array.from(topics, (topic) => channelOf("presence", topic)),
  ];
}
