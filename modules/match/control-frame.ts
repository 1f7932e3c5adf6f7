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
  | "rate_limited"
  | "internal";

/** Somebody on a presence channel, as the others see them. */
export interface Member {
  /** `sub` of the token. */
  id: string;
  name?: string;
}

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
      /** By match channel: the last `seq` this viewer should have seen, so that a silent gap shows. */
      positions: Record<string, number>;
      /** By presence channel: how many are there. Only where the viewer is on any. */
      members?: Record<string, number>;
    })
  | (Base & {
      type: "history";
      channel: string;
      /** Oldest first; those of one entry are all there. */
      frames: readonly MatchFrame[];
      /** Whether there are earlier ones. */
      more: boolean;
    })
  | (Base & {
      type: "authenticated";
      /** RFC 3339 UTC: until when the token is good. Private and presence channels then fall silent. */
      expires_at: string;
    })
  | (Base & {
      type: "presence_state";
      channel: string;
      count: number;
      /** Everybody, each once; missing where there are too many to name. */
      members?: readonly Member[];
    })
  | (Base & { type: "presence_join"; channel: string; member: Member; count: number })
  | (Base & { type: "presence_leave"; channel: string; member: Member; count: number })
  | (Base & {
      type: "reconnect";
      /** Milliseconds in which to move to a new connection: this one is about to end. */
      within_ms: number;
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

/** @param members how many are on each presence channel the viewer is on */
export function pong(
  positions: Record<string, number>,
  timestamp: string,
  id?: MessageId,
  members: Record<string, number> = {},
): ControlFrame {
  const present = Object.keys(members).length > 0 ? { members } : {};
  return { type: "pong", ...echo(id), timestamp, positions, ...present };
}

/** @param members everybody, or only how many there are */
export function presenceState(
  channel: string,
  members: readonly Member[] | number,
  timestamp: string,
  id?: MessageId,
): ControlFrame {
  const who = typeof members === "number" ? { count: members } : { count: members.length, members };
  return { type: "presence_state", ...echo(id), timestamp, channel, ...who };
}

export function presenceChange(
  type: "presence_join" | "presence_leave",
  channel: string,
  member: Member,
  count: number,
  timestamp: string,
): ControlFrame {
  return { type, timestamp, channel, member, count };
}

export function reconnect(withinMs: number, timestamp: string): ControlFrame {
  return { type: "reconnect", timestamp, within_ms: withinMs };
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

/** @param expiresAt milliseconds since the epoch */
export function authenticated(expiresAt: number, timestamp: string, id?: MessageId): ControlFrame {
  return { type: "authenticated", ...echo(id), timestamp, expires_at: new Date(expiresAt).toISOString() };
}

export function refusal(code: RefusalCode, message: string, timestamp: string, id?: MessageId): ControlFrame {
  return { type: "error", ...echo(id), code, message, timestamp };
}

function echo(id: MessageId | undefined): { id?: MessageId } {
  return id === undefined ? {} : { id };
}
