import type * as z from "zod";
import { period, status } from "../../lambdas/match/status.ts";
import { errorFrame, historyFrame, pongFrame, subscribedFrame, unsubscribedFrame } from "./control-frames.ts";
import { eventType, league, team } from "./event.ts";
import {
  matchEventFrame,
  matchFrame,
  matchStatusFrame,
  matchUpdateFrame,
  scoreUpdateFrame,
} from "./frames.ts";
import { components } from "./json-schema.ts";
import { history, ping, subscribe, subscribeAll, unsubscribe } from "./messages.ts";
import { snapshot, stateSummary, teamStats } from "./state.ts";

/** What viewers send. */
export const MESSAGES = {
  Subscribe: subscribe,
  Unsubscribe: unsubscribe,
  SubscribeAll: subscribeAll,
  History: history,
  Ping: ping,
} satisfies Record<string, z.ZodType>;

/** What they get. */
export const FRAMES = {
  MatchEventFrame: matchEventFrame,
  ScoreUpdateFrame: scoreUpdateFrame,
  MatchStatusFrame: matchStatusFrame,
  MatchUpdateFrame: matchUpdateFrame,
  SubscribedFrame: subscribedFrame,
  UnsubscribedFrame: unsubscribedFrame,
  PongFrame: pongFrame,
  HistoryFrame: historyFrame,
  ErrorFrame: errorFrame,
} satisfies Record<string, z.ZodType>;

/** What comes without having been asked for. */
export const PUSHED = [
  "MatchEventFrame",
  "ScoreUpdateFrame",
  "MatchStatusFrame",
  "MatchUpdateFrame",
] as const satisfies readonly (keyof typeof FRAMES)[];

/** What may answer a message, an error aside. */
export const ANSWERS: Readonly<Record<keyof typeof MESSAGES, readonly (keyof typeof FRAMES)[]>> = {
  Subscribe: ["SubscribedFrame", ...PUSHED],
  Unsubscribe: ["UnsubscribedFrame"],
  SubscribeAll: ["SubscribedFrame"],
  History: ["HistoryFrame"],
  Ping: ["PongFrame"],
};

export const SOCKET_SCHEMAS = {
  ...components(MESSAGES, { io: "input", target: "draft-7" }),
  ...components(
    {
      ...FRAMES,
      MatchFrame: matchFrame,
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
