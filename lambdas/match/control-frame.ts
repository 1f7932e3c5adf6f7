import { matchOf } from "./channels.ts";
import type { MatchFrame } from "./frame.ts";

/** What a message may carry so that its answer can be told from others; it comes back as it was. */
export type MessageId = string | number;

/** Why a message was refused; the connection stays. */
export type RefusalCode =
  | "bad_request"
  | "unauthorized_channel"
  | "unknown_channel"
  | "too_many_channels"
  | "internal";

interface Base {
  /** Of the message that is answered, if it had one. */
  id?: MessageId;
  /** RFC 3339 UTC. */
  timestamp: string;
}

/** The frames that speak of the connection itself, and not of a match. */
export type ControlFrame =
  | (Base & {
      type: "subscribed";
      channels: readonly string[];
      /** By match channel: whether all that was missed follows; otherwise the snapshot does, if there is one. */
      recovered: Record<string, boolean>;
    })
  | (Base & { type: "unsubscribed"; channels: readonly string[] })
  | (Base & {
      type: "pong";
      /** By match channel: the position of the public channels, so that a silent gap shows. */
      positions: Record<string, number>;
    })
  | (Base & {
      type: "history";
      channel: string;
      /** Oldest first; those of one entry are all there. */
      frames: readonly MatchFrame[];
      /** Whether there are earlier ones. */
      more: boolean;
    })
  | (Base & { type: "error"; code: RefusalCode; message: string });

/** @param replayed the match channels of which all that was missed follows */
export function subscribed(
  channels: readonly string[],
  timestamp: string,
  id?: MessageId,
  replayed: ReadonlySet<string> = new Set(),
): ControlFrame {
  const matches = channels.filter((channel) => matchOf(channel) !== undefined);
  const recovered = Object.fromEntries(matches.map((channel) => [channel, replayed.has(channel)]));
  return { type: "subscribed", ...echo(id), timestamp, channels, recovered };
}

export function unsubscribed(channels: readonly string[], timestamp: string, id?: MessageId): ControlFrame {
  return { type: "unsubscribed", ...echo(id), timestamp, channels };
}

export function pong(positions: Record<string, number>, timestamp: string, id?: MessageId): ControlFrame {
  return { type: "pong", ...echo(id), timestamp, positions };
}

export function historyOf(
  channel: string,
  frames: readonly MatchFrame[],
  more: boolean,
  timestamp: string,
  id?: MessageId,
): ControlFrame {
  return { type: "history", ...echo(id), timestamp, channel, frames, more };
}

export function refusal(code: RefusalCode, message: string, timestamp: string, id?: MessageId): ControlFrame {
  return { type: "error", ...echo(id), code, message, timestamp };
}

function echo(id: MessageId | undefined): { id?: MessageId } {
  return id === undefined ? {} : { id };
}
