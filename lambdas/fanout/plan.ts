import { publicChannels } from "../match/channels.ts";
import type { LogEntry } from "../match/entry.ts";
import { framesOf, type MatchFrame } from "../match/frame.ts";
import type { MatchState } from "../match/state.ts";
import type { Payload } from "../ports.ts";

/** Frames that go to the same viewers: everybody on any of `channels`, each once. */
export interface Broadcast {
  channels: readonly string[];
  payloads: readonly Payload[];
}

/** What a connection gets, in order. */
export interface Delivery {
  connectionId: string;
  payloads: readonly Payload[];
}

/** An entry that public channels see, and what they see of it. */
export interface Told {
  entry: LogEntry;
  frames: readonly MatchFrame[];
}

export function toldOf(match: MatchState, entries: readonly LogEntry[]): Told[] {
  return entries.filter((entry) => entry.public).map((entry) => ({ entry, frames: framesOf(entry, match) }));
}

/** The frames of consecutive entries of a match, gathered as far as they have the same channels. */
export function broadcastsOf(
  match: MatchState,
  told: readonly Told[],
  payloadOf: (frame: string) => Payload,
): Broadcast[] {
  const broadcasts: { channels: string[]; payloads: Payload[] }[] = [];
  for (const { entry, frames } of told) {
    const channels = publicChannels(match, entry);
    const payloads = frames.map((frame) => payloadOf(JSON.stringify(frame)));
    const last = broadcasts.at(-1);
    if (last && last.channels.join() === channels.join()) last.payloads.push(...payloads);
    else broadcasts.push({ channels, payloads });
  }
  return broadcasts;
}

/** The broadcasts of one match laid out per connection: one delivery each, whatever it is subscribed to. */
export function deliveriesOf(
  broadcasts: readonly Broadcast[],
  subscribers: ReadonlyMap<string, readonly string[]>,
): Delivery[] {
  const byConnection = new Map<string, readonly Payload[]>();
  for (const { channels, payloads } of broadcasts) {
    const audience = new Set(channels.flatMap((channel) => subscribers.get(channel) ?? []));
    for (const connectionId of audience) {
      const sooner = byConnection.get(connectionId);
      // Most viewers are on the match's own channel throughout and share one list.
      byConnection.set(connectionId, sooner ? [...sooner, ...payloads] : payloads);
    }
  }
  return Array.from(byConnection, ([connectionId, payloads]) => ({ connectionId, payloads }));
}
