import { channelOf, topicsOf } from "./channels.ts";
import type { LogEntry } from "./entry.ts";
import { framesOf, type MatchFrame } from "./frame.ts";
import type { MatchState } from "./state.ts";

/** What viewers are told of one entry of a match: everything the fan-out needs, as JSON if need be. */
export interface Publication {
  match_id: string;
  /** Of the entry. */
  seq: number;
  /** Of the entry before it that public channels saw. */
  prev_public_seq: number;
  /** Whether public channels see it. */
  public: boolean;
  /** The public channels it belongs to; the private and presence channels are these with their prefix. */
  topics: readonly string[];
  /** As public channels see them, or would. */
  frames: readonly MatchFrame[];
  /** A goal, a card, a VAR decision or another score: what everybody is to know before anything else. */
  urgent: boolean;
}

/** What viewers are told of each entry. */
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

/** Every channel on which any of it is told, each once. */
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
