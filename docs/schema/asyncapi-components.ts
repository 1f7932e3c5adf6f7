import type * as z from "zod";
import { period, status } from "../../modules/match/status.ts";
import { batchFrame } from "./batch-frame.ts";
import {
  authenticatedFrame,
  errorFrame,
  historyFrame,
  pongFrame,
  presenceJoinFrame,
  presenceLeaveFrame,
  presenceStateFrame,
  reconnectFrame,
  subscribedFrame,
  unsubscribedFrame,
} from "./control-frames.ts";
import { eventType, league, team } from "./event.ts";
import {
  about,
  feedStatusFrame,
  matchEventFrame,
  matchFrame,
  matchStatusFrame,
  matchUpdateFrame,
  scoreUpdateFrame,
  statsUpdateFrame,
} from "./frames.ts";
import { components } from "./json-schema.ts";
import { authenticate, history, ping, presence, subscribe, subscribeAll, unsubscribe } from "./messages.ts";
import { snapshot, stateSummary, teamStats } from "./state.ts";

/** What viewers send. */
export const MESSAGES = {
  Subscribe: subscribe,
  Unsubscribe: unsubscribe,
  SubscribeAll: subscribeAll,
  History: history,
  Presence: presence,
  Authenticate: authenticate,
  Ping: ping,
} satisfies Record<string, z.ZodType>;

/** What they get. */
export const FRAMES = {
  MatchEventFrame: matchEventFrame,
  ScoreUpdateFrame: scoreUpdateFrame,
  MatchStatusFrame: matchStatusFrame,
  MatchUpdateFrame: matchUpdateFrame,
  StatsUpdateFrame: statsUpdateFrame,
  FeedStatusFrame: feedStatusFrame,
  BatchFrame: batchFrame,
  SubscribedFrame: subscribedFrame,
  UnsubscribedFrame: unsubscribedFrame,
  PongFrame: pongFrame,
  HistoryFrame: historyFrame,
  PresenceStateFrame: presenceStateFrame,
  PresenceJoinFrame: presenceJoinFrame,
  PresenceLeaveFrame: presenceLeaveFrame,
  AuthenticatedFrame: authenticatedFrame,
  ReconnectFrame: reconnectFrame,
  ErrorFrame: errorFrame,
} satisfies Record<string, z.ZodType>;

/** What comes without having been asked for. */
export const PUSHED = [
  "MatchEventFrame",
  "ScoreUpdateFrame",
  "MatchStatusFrame",
  "MatchUpdateFrame",
  "StatsUpdateFrame",
  "FeedStatusFrame",
  "BatchFrame",
  "PresenceStateFrame",
  "PresenceJoinFrame",
  "PresenceLeaveFrame",
  "ReconnectFrame",
] as const satisfies readonly (keyof typeof FRAMES)[];

/** What may answer a message, an error aside. */
export const ANSWERS: Readonly<Record<keyof typeof MESSAGES, readonly (keyof typeof FRAMES)[]>> = {
  Subscribe: ["SubscribedFrame", ...PUSHED],
  Unsubscribe: ["UnsubscribedFrame"],
  SubscribeAll: ["SubscribedFrame"],
  History: ["HistoryFrame"],
  Presence: ["PresenceStateFrame"],
  Authenticate: ["AuthenticatedFrame"],
  Ping: ["PongFrame"],
};

export const SOCKET_SCHEMAS = {
  ...components(MESSAGES, { io: "input", target: "draft-7" }),
  ...components(
    {
      ...FRAMES,
      MatchFrame: matchFrame,
      About: about,
      Snapshot: snapshot,
      State: stateSummary,
      TeamStats: teamStats,
      EventType: eventType,
      Period: period,
      Status: status,
      Team: team,
      League: league,
    },
    { io: "output", target: "draft-7" },
  ),
};
