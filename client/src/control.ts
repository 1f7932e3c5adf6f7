import type { RefusalCode } from "./codes.ts";
import type { EventType, MatchFrame } from "./frames.ts";

/** What the client sends; `id` is added when it is sent. */
export type Message =
  | {
      action: "subscribe";
      channels: readonly string[];
      after_seq?: Record<string, number>;
      filter?: { types: readonly EventType[] };
    }
  | { action: "unsubscribe"; channels: readonly string[] }
  | { action: "history"; channel: string; limit?: number; before_seq?: number }
  | { action: "presence"; channel: string }
  | { action: "authenticate"; token: string };

export type MessageId = string | number;

interface Base {
  /** Of the message that is answered. */
  id?: MessageId;
  timestamp: string;
}

/** Someone on a presence channel. */
export interface Member {
  id: string;
  name?: string;
}

export type SubscribedFrame = Base & {
  type: "subscribed";
  channels: readonly string[];
  /** By match channel: whether all that was missed follows; otherwise the snapshot does, if there is one. */
  recovered: Record<string, boolean>;
};

type HistoryFrame = Base & {
  type: "history";
  channel: string;
  frames: readonly MatchFrame[];
  more: boolean;
};

type PongFrame = Base & {
  type: "pong";
  /** By match channel: the last `seq` we should have seen. */
  positions: Record<string, number>;
  /** By presence channel: how many are there. */
  members?: Record<string, number>;
};

/** Without `members` where there are too many to be told. */
type PresenceStateFrame = Base & {
  type: "presence_state";
  channel: string;
  count: number;
  members?: readonly Member[];
};

type PresenceChange = Base & { channel: string; count: number; member: Member };

export type PresenceFrame =
  | PresenceStateFrame
  | (PresenceChange & { type: "presence_join" })
  | (PresenceChange & { type: "presence_leave" });

type ErrorFrame = Base & { type: "error"; code: RefusalCode; message: string };

export type ControlFrame =
  | SubscribedFrame
  | (Base & { type: "unsubscribed"; channels: readonly string[] })
  | (Base & { type: "authenticated"; expires_at: string })
  | HistoryFrame
  | PongFrame
  | PresenceFrame
  | (Base & { type: "reconnect"; within_ms: number })
  | ErrorFrame;

export type ServerFrame = MatchFrame | ControlFrame | { type: "batch"; frames: readonly ServerFrame[] };
