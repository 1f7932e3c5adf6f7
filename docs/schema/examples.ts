import { publicEntry } from "../../lambdas/api/entry.ts";
import { apply } from "../../modules/match/apply.ts";
import {
  authenticated,
  type ControlFrame,
  historyOf,
  pong,
  presenceChange,
  presenceState,
  reconnect,
  refusal,
  subscribed,
  unsubscribed,
} from "../../modules/match/control-frame.ts";
import type { BatchFrame } from "../../modules/match/dialects/frame.ts";
import type { LogEntry } from "../../modules/match/entry.ts";
import { framesOf, type MatchFrame, snapshotFrame, statsFrame } from "../../modules/match/frame.ts";
import { newMatch, snapshot } from "../../modules/match/state.ts";
import { custom } from "../../modules/providers/custom/custom.ts";
import type { BodyKind } from "../../modules/providers/provider.ts";
import { encodeCursor } from "../../modules/runtime/cursor.ts";

/** The examples of the documents: bodies as a feed sends them, and what the handlers make of exactly these. */

const AT = "2024-11-20T10:30:00.250Z";
const CHANNEL = "match:123";
const MEMBER = { id: "u-7", name: "Ada" };

export const announced = {
  match_id: "123",
  status: "first_half",
  minute: 1,
  kick_off: "2024-11-20T10:00:00.000Z",
  home_team: { id: "10", name: "Reds" },
  away_team: { id: "11", name: "Blues" },
  league: { id: "premier-league", name: "Premier League" },
  occurred_at: "2024-11-20T10:00:00.000Z",
};

export const goal = {
  event_id: "e-901",
  match_id: "123",
  event_type: "goal",
  detail: "header",
  period: "first_half",
  minute: 45,
  extra_minute: 2,
  second: 12,
  team_id: "10",
  player_id: "789",
  related_player_id: "790",
  position_x: 92.5,
  position_y: 45.2,
  operation: "create",
  occurred_at: "2024-11-20T10:30:00.000Z",
  metadata: { xG: 0.41 },
};

/** Of the match in the path. */
export const byHand = { event_type: "goal", minute: 47, team_id: "10" };
export const mappingExample = { id: "123", priority: 1 };
export const card = { match_id: "123", event_type: "card", detail: "yellow", minute: 46, team_id: "11" };
export const voided = { ...goal, operation: "void" };
/** Fields a feed leaves out are found or made. */
export const shortest = { match_id: "123", event_type: "corner", minute: 31 };
export const halfTime = { match_id: "123", status: "half_time" };

interface Played {
  state: ReturnType<typeof newMatch>;
  entries: LogEntry[];
  frames: MatchFrame[];
}

function play(bodies: readonly [body: unknown, kind: BodyKind][]): Played {
  return bodies
    .flatMap(([body, kind]) => itemsOf(body, kind))
    .reduce<Played>(
      (before, item) => {
        if (item.kind !== "event" && item.kind !== "status") return before;
        const { state, entry } = apply(before.state, item, undefined, AT);
        if (!entry) return before;
        return {
          state,
          entries: [...before.entries, entry],
          frames: [...before.frames, ...framesOf(entry, state)],
        };
      },
      { state: newMatch("123"), entries: [], frames: [] },
    );
}

function itemsOf(body: unknown, kind: BodyKind) {
  const decoded = custom.decode(JSON.stringify(body), kind, { received_at: AT, request_id: "example" });
  if (decoded.outcome !== "items") throw new Error(`the example is refused: ${JSON.stringify(decoded)}`);
  return decoded.items;
}

const { state, entries, frames } = play([
  [announced, "status"],
  [goal, "events"],
]);

function frameOf(type: MatchFrame["type"]): MatchFrame {
  const frame = frames.find((each) => each.type === type);
  if (!frame) throw new Error(`no example of ${type}`);
  return frame;
}

function feedStatus(): MatchFrame {
  const { channel, match_id, seq, timestamp, state: at } = frameOf("match_event");
  const data = { provider: "custom", status: "stale" as const };
  return { type: "feed_status", channel, match_id, seq: seq + 1, prev_seq: seq, timestamp, state: at, data };
}

/** By the name of the frame's schema. */
export const frameExamples: Readonly<Record<string, MatchFrame | ControlFrame | BatchFrame>> = {
  MatchEventFrame: frameOf("match_event"),
  ScoreUpdateFrame: frameOf("score_update"),
  MatchStatusFrame: frameOf("match_status"),
  MatchUpdateFrame: snapshotFrame(snapshot(state), state.public_seq, AT),
  StatsUpdateFrame: statsFrame(state, AT),
  FeedStatusFrame: feedStatus(),
  BatchFrame: { type: "batch", frames: frames.filter(({ seq }) => seq === state.seq) },
  SubscribedFrame: subscribed([CHANNEL, "live:all"], AT, 1),
  UnsubscribedFrame: unsubscribed(["live:all"], AT),
  PongFrame: pong({ [CHANNEL]: state.public_seq }, AT),
  PresenceStateFrame: presenceState(`presence-${CHANNEL}`, [MEMBER], AT, "w-1"),
  PresenceJoinFrame: presenceChange("presence_join", `presence-${CHANNEL}`, MEMBER, 2, AT),
  PresenceLeaveFrame: presenceChange("presence_leave", `presence-${CHANNEL}`, MEMBER, 1, AT),
  AuthenticatedFrame: authenticated(Date.parse(AT) + 3_600_000, AT, "a-1"),
  ReconnectFrame: reconnect(300_000, AT),
  HistoryFrame: historyOf(
    CHANNEL,
    frames.filter(({ seq }) => seq === state.seq),
    true,
    AT,
    "h-1",
  ),
  ErrorFrame: refusal("unknown_channel", 'There is no channel "matches".', AT, 2),
};

/** By the name of the message's schema. */
export const messageExamples: Readonly<Record<string, Record<string, unknown>>> = {
  Subscribe: {
    action: "subscribe",
    id: 1,
    channels: [CHANNEL, "live:all"],
    after_seq: { [CHANNEL]: 41 },
    filter: { types: ["goal", "card"] },
  },
  Unsubscribe: { action: "unsubscribe", channels: ["live:all"] },
  SubscribeAll: { action: "subscribe_all" },
  History: { action: "history", id: "h-1", channel: CHANNEL, limit: 50, before_seq: 41 },
  Presence: { action: "presence", id: "w-1", channel: `presence-${CHANNEL}` },
  Authenticate: { action: "authenticate", id: "a-1", token: "eyJhbGciOi..." },
  Ping: { action: "ping" },
};

const watched = { ...snapshot(state), viewers: 1_204 };

const silent = {
  status: "stale" as const,
  events_received: 240,
  events_processed: 61,
  events_failed: 1,
  events_duplicate: 178,
  average_latency_ms: 84,
  last_event_time: "2024-11-20T10:24:12.000Z",
  time_since_last_ms: 348_250,
  live_matches: 1,
  silent_matches: 1,
};

const mapping = {
  provider: "sportradar" as const,
  kind: "match" as const,
  external: "sr:sport_event:41763009",
  ...mappingExample,
  updated_at: AT,
};

/** By the name of the answer's schema. */
export const answerExamples = {
  Accepted: { status: "accepted", received: 1, duplicates: 0 },
  Health: { status: "healthy", timestamp: AT },
  WatchedMatch: watched,
  MatchPage: {
    matches: [watched],
    next_cursor: encodeCursor({ listed_at: announced.kick_off, match_id: "123" }),
  },
  IdMapping: mapping,
  IdMappings: { ids: [mapping] },
  FeedsHealth: { timestamp: AT, since: "2024-11-20T09:30:00.000Z", providers: { custom: silent } },
  LogPage: { events: entries.map(publicEntry), next_after_seq: state.seq },
};
