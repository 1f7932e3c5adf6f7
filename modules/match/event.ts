import * as z from "zod";
import { feedNotice } from "./feed-notice.ts";
import { figuresByTeam } from "./figures.ts";
import { period, status } from "./status.ts";
import { id, isStorableValue, name, timestamp } from "./text.ts";

export const EVENT_TYPES = [
  "goal",
  "shot",
  "card",
  "substitution",
  "penalty",
  "var",
  "foul",
  "corner",
  "offside",
  "free_kick",
  "save",
  "pass",
  "carry",
  "dribble",
  "duel",
  "tackle",
  "interception",
  "clearance",
  "pressure",
  "period_start",
  "period_end",
  "injury",
  "other",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The details of the event types whose detail changes what is counted; other types take any detail. */
export const DETAILS: Partial<Record<EventType, readonly string[]>> = {
  goal: ["open_play", "header", "penalty", "free_kick", "own_goal"],
  card: ["yellow", "second_yellow", "red"],
  substitution: ["injury", "tactical"],
  var: [
    "goal_cancelled",
    "goal_confirmed",
    "penalty_awarded",
    "penalty_cancelled",
    "card_upgraded",
    "card_cancelled",
    "under_review",
  ],
};

/** The types every viewer receives. All others are detail events, for private channels only. */
const KEY_EVENTS: ReadonlySet<EventType> = new Set<EventType>([
  "goal",
  "card",
  "substitution",
  "penalty",
  "var",
  "shot",
  "period_start",
  "period_end",
]);

export function isKeyEvent(type: EventType): boolean {
  return KEY_EVENTS.has(type);
}

const OPERATIONS = ["create", "update", "void"] as const;

/** Minutes from 1; 45 with extra_minute 2 is "45+2". */
const minute = z.int().min(0).max(150);
const extraMinute = z.int().min(0).max(60);
const percent = z.number().min(0).max(100);
/** The vendor's own fields, unchanged. */
const metadata = z
  .record(z.string(), z.unknown())
  .refine(
    (extras) => isStorableValue(extras),
    "must hold no U+0000, no lone surrogates, and at most 32 levels",
  );

/**
 * The canonical event, into which every adapter translates its vendor's format.
 *
 * - `team_id` is the acting team, the one `player_id` plays for; an own goal therefore counts for the other.
 * - In a substitution `player_id` comes on and `related_player_id` goes off; of a goal the latter made the pass.
 * - `position_x`, `position_y` are 0-100, the acting team attacking x=100 with y=0 on its right.
 * - `operation`: `update` replaces the event of the same `event_id`, `void` takes it back.
 * - `occurred_at` is when it happened in the stadium, or when it reached us if the feed gives no time.
 */
export const matchEvent = z
  .object({
    provider: id,
    event_id: id,
    match_id: id,
    event_type: z.enum(EVENT_TYPES),
    detail: name.optional(),
    period: period.optional(),
    minute,
    extra_minute: extraMinute.optional(),
    second: z.int().min(0).max(59).optional(),
    team_id: id.optional(),
    player_id: id.optional(),
    related_player_id: id.optional(),
    position_x: percent.optional(),
    position_y: percent.optional(),
    operation: z.enum(OPERATIONS),
    /** Where the vendor numbers the versions of an event: a lower one that comes later is ignored. */
    version: z.number().nonnegative().optional(),
    occurred_at: timestamp,
    metadata,
  })
  .superRefine((event, context) => {
    const details = DETAILS[event.event_type];
    if (details && event.detail !== undefined && !details.includes(event.detail)) {
      context.addIssue({
        code: "custom",
        path: ["detail"],
        message: `must be one of ${details.join(", ")} for a ${event.event_type}`,
      });
    }
  });
export type MatchEvent = z.infer<typeof matchEvent>;

export const team = z.object({ id, name: name.optional() });
export type Team = z.infer<typeof team>;
export const league = z.object({ id, name: name.optional() });
export type League = z.infer<typeof league>;

/**
 * A report of a feed on a match as a whole. Each field changes what it names and nothing else.
 * By its `report_id` the reconciler knows whether the log has it.
 */
export const statusReport = z.object({
  provider: id,
  report_id: id,
  match_id: id,
  status: status.optional(),
  /** The vendor's own status where it is none of ours; `status` is then `unknown`. */
  raw_status: name.optional(),
  minute: minute.optional(),
  extra_minute: extraMinute.optional(),
  kick_off: timestamp.optional(),
  home_team: team.optional(),
  away_team: team.optional(),
  league: league.optional(),
  sport: name.optional(),
  home_score: z.int().min(0).max(200).optional(),
  away_score: z.int().min(0).max(200).optional(),
  /** The vendor's own counts. A given figure replaces the one counted from events; later events add to it. */
  team_stats: figuresByTeam.optional(),
  occurred_at: timestamp,
});
export type StatusReport = z.infer<typeof statusReport>;

/**
 * All events of a match in a feed without event ids. The reducer compares them with the last list: it creates new
 * events, updates changed ones under the id they got when they were new, and voids those that are gone.
 * The adapter makes the `event_id` from the content of an event; it becomes the id of a new event.
 */
const eventList = z.object({
  provider: id,
  match_id: id,
  events: z.array(matchEvent).max(400),
  /** Which missing events are voided: `no_goals` where the vendor's score still counts goals it does not list. */
  retract: z.enum(["all", "no_goals", "none"]),
  occurred_at: timestamp,
});
export type EventList = z.infer<typeof eventList>;

/**
 * The ids of all events of a match in a feed with event ids, sent after the events themselves. Events of that feed
 * that are not among them were deleted, and the reducer voids them.
 */
const eventIdManifest = z.object({
  provider: id,
  match_id: id,
  event_ids: z.array(id),
  occurred_at: timestamp,
});
export type EventIdManifest = z.infer<typeof eventIdManifest>;

/** An item of a feed: one event, or a report on the match as a whole. */
const feedItem = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("event"), event: matchEvent }),
  z.object({ kind: z.literal("status"), report: statusReport }),
]);
export type FeedItem = z.infer<typeof feedItem>;

/** An item that `apply` takes and the log keeps: an item of a feed, or a notice about the feed itself. */
const matchItem = z.discriminatedUnion("kind", [
  ...feedItem.options,
  z.object({ kind: z.literal("feed"), feed: feedNotice }),
]);
export type MatchItem = z.infer<typeof matchItem>;

/**
 * A difference between the log of a match and the stream, found by reading the stream again. It applies only while
 * the log is as it was then: anything received meanwhile is newer.
 */
const correction = z.union([
  /** `revision` is that of the replaced version; null if the log has none. */
  z.object({ event: matchEvent, revision: z.int().nonnegative().nullable() }),
  z.object({
    report: statusReport,
    instead_of: statusReport.omit({ provider: true, report_id: true, match_id: true, occurred_at: true }),
  }),
]);
export type Correction = z.infer<typeof correction>;

/** An item of the stream. The reducer turns event lists, manifests and corrections into events and reports. */
export const streamItem = z.discriminatedUnion("kind", [
  ...matchItem.options,
  z.object({ kind: z.literal("sheet"), sheet: eventList }),
  z.object({ kind: z.literal("roll_call"), roll: eventIdManifest }),
  z.object({ kind: z.literal("correction"), correction }),
]);
export type StreamItem = z.infer<typeof streamItem>;

/** The match of an item. */
export function matchIdOf(item: StreamItem): string {
  return bodyOf(item).match_id;
}

/** The feed that sent an item; of a notice, the feed it is about. */
export function providerOf(item: StreamItem): string {
  return bodyOf(item).provider;
}

function bodyOf(item: StreamItem) {
  switch (item.kind) {
    case "event":
      return item.event;
    case "status":
      return item.report;
    case "sheet":
      return item.sheet;
    case "roll_call":
      return item.roll;
    case "feed":
      return item.feed;
    case "correction":
      return "event" in item.correction ? item.correction.event : item.correction.report;
  }
}

/**
 * One record of the stream: the items of one delivery about one match, in the order of the delivery.
 * The partition key is `match_id`, so a record never mixes matches.
 */
export const streamRecord = z.object({
  v: z.literal(1),
  match_id: id,
  received_at: timestamp,
  /** The priority of the feed in the match: the lowest acts if it can; a missing one comes last. */
  priority: z.int().optional(),
  items: z.array(z.unknown()).min(1),
});
export type StreamRecord = {
  v: 1;
  match_id: string;
  received_at: string;
  priority?: number;
  items: StreamItem[];
};
