import { type ChannelKind, channelOf } from "./channel-kind.ts";
import type { MatchFrame } from "./frame.ts";

/** Two kinds of viewers: those on public channels, and those on private and presence channels, who see everything. */
export type View = "public" | "private";
export const VIEWS: readonly View[] = ["public", "private"];

export function viewOf(kind: ChannelKind): View {
  return kind === "public" ? "public" : "private";
}

/** A frame of entry `seq` as private and presence channels see it: these leave out no entry. */
export function privateView(frame: MatchFrame, seq: number): MatchFrame {
  const channel = channelOf("private", frame.channel);
  // A frame without an entry of its own carries the position at which it was sent.
  if (frame.seq === frame.prev_seq) return { ...frame, channel, seq, prev_seq: seq };
  return { ...frame, channel, prev_seq: seq - 1 };
}
