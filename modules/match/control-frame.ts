import { matchIdOfChannel } from "./channels.ts";
import type { MatchFrame } from "./frame.ts";

/** An id a client may give its message; the answer carries it unchanged. */
export type MessageId = string | number;

/** Why a message was refused. The connection stays open. */
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
  /** The id of the answered message, if it had one. */
  id?: MessageId;
  /** RFC 3339 UTC. */
  timestamp: string;
}

/** The frames about the connection itself, and not about a match. */
export type ControlFrame =
  | (Base & {
      type: "subscribed";
      channels: readonly string[];
      /** By match channel: true if every missed frame follows; otherwise the snapshot follows, if there is one. */
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
      /** Oldest first; all frames of an entry or none. */
      frames: readonly MatchFrame[];
      /** Whether there are earlier ones. */
      more: boolean;
    })
  | (Base & {
      type: "authenticated";
      /** RFC 3339 UTC: the token expires then, and private and presence channels send nothing more. */
      expires_at: string;
    })
  | (Base & {
      type: "presence_state";
      channel: string;
      count: number;
      /** All members, each once; missing if there are too many to list. */
      members?: readonly Member[];
    })
  | (Base & { type: "presence_join"; channel: string; member: Member; count: number })
  | (Base & { type: "presence_leave"; channel: string; member: Member; count: number })
  | (Base & {
      type: "reconnect";
      /** Milliseconds left to open a new connection before this one ends. */
      within_ms: number;
    })
  | (Base & { type: "error"; code: RefusalCode; message: string });

/** @param replayed the match channels whose missed frames all follow */
export function subscribed(
  channels: readonly string[],
  timestamp: string,
  id?: MessageId,
  replayed: ReadonlySet<string> = new Set(),
): ControlFrame {
  const matches = channels.filter((channel) => matchIdOfChannel(channel) !== undefined);
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

/** @param members all of them, or only their number */
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
