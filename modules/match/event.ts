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

/** What every viewer gets to see; everything else is a detail event, for private channels only. */
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

/** Minutes as fans say them: 1 is the first, 45 with extra_minute 2 is "45+2". */
const minute = z.int().min(0).max(150);
const extraMinute = z.int().min(0).max(60);
const percent = z.number().min(0).max(100);
/** The vendor's extras, kept as they are. */
const metadata = z
  .record(z.string(), z.unknown())
  .refine(
    (extras) => isStorableValue(extras),
    "must hold no U+0000, no lone surrogates, and at most 32 levels",
  );

/**
 * The canonical event: what every provider's format becomes.
 *
 * - `team_id` is the acting team, the one `player_id` plays for; an own goal therefore counts for the other.
 * - In a substitution `player_id` comes on and `related_player_id` goes off; of a goal the latter made the pass.
 * - `position_x`, `position_y` are 0-100, the acting team attacking x=100 with y=0 on its right.
 * - `operation`: `update` replaces the event of the same `event_id`, `void` takes it back.
 * - `occurred_at` is when it happened in the stadium, or when it reached us if the feed does not say.
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
 * What a feed says about a match as a whole. Every field changes what it names and nothing else.
 * `report_id` makes a redelivered report a no-op, as `event_id` does for an event.
 */
export const statusReport = z.object({
  provider: id,
  report_id: id,
  match_id: id,
  status: status.optional(),
  /** The vendor's own word where it is none of ours; the status is then `unknown`. */
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
  /** What the vendor itself counts. A figure given wins over the one counted from events, which then moves it on. */
  team_stats: figuresByTeam.optional(),
  occurred_at: timestamp,
});
export type StatusReport = z.infer<typeof statusReport>;

/**
 * All events of a match as a feed without event ids has them now. They are compared with those it had before:
 * what is new is created, what changed is updated under the id it got then, what is gone is voided.
 * The `event_id` of its events is made from what they are, and becomes theirs where they are new.
 */
const eventList = z.object({
  provider: id,
  match_id: id,
  events: z.array(matchEvent).max(400),
  /** What may be voided for being gone: `no_goals` where the vendor's score still counts goals it does not list. */
  retract: z.enum(["all", "no_goals", "none"]),
  occurred_at: timestamp,
});
export type EventList = z.infer<typeof eventList>;

/**
 * The ids of all events a feed with event ids has for a match, sent after the events themselves: events of that
 * feed that are not among them have been deleted and are voided.
 */
const eventIdManifest = z.object({
  provider: id,
  match_id: id,
  event_ids: z.array(id),
  occurred_at: timestamp,
});
export type EventIdManifest = z.infer<typeof eventIdManifest>;

/** What a feed says: one event, or something about the match as a whole. */
const feedItem = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("event"), event: matchEvent }),
  z.object({ kind: z.literal("status"), report: statusReport }),
]);
export type FeedItem = z.infer<typeof feedItem>;

/** What `apply` takes and the log keeps: what a feed said, or what we found out about the feed itself. */
const matchItem = z.discriminatedUnion("kind", [
  ...feedItem.options,
  z.object({ kind: z.literal("feed"), feed: feedNotice }),
]);
export type MatchItem = z.infer<typeof matchItem>;

/**
 * What the log of a match should say and does not, found by reading the stream again. It holds only while the log
 * still says what it is said instead of: whatever came in meanwhile is newer.
 */
const correction = z.union([
  /** `revision` is that of the version it replaces, null where the log has none. */
  z.object({ event: matchEvent, revision: z.int().nonnegative().nullable() }),
  z.object({
    report: statusReport,
    instead_of: statusReport.omit({ provider: true, report_id: true, match_id: true, occurred_at: true }),
  }),
]);
export type Correction = z.infer<typeof correction>;

/** What the stream carries. Sheets, roll calls and corrections become events and reports when they are applied. */
export const streamItem = z.discriminatedUnion("kind", [
  ...matchItem.options,
  z.object({ kind: z.literal("sheet"), sheet: eventList }),
  z.object({ kind: z.literal("roll_call"), roll: eventIdManifest }),
  z.object({ kind: z.literal("correction"), correction }),
]);
export type StreamItem = z.infer<typeof streamItem>;

/** The match a delivered item is about. */
export function matchIdOf(item: StreamItem): string {
  return bodyOf(item).match_id;
}

/** The feed an item is from or, of a notice, about. */
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
 * One record of the stream: what one delivery said about one match, in the order it was said.
 * The partition key is `match_id`, so one record never mixes matches.
 */
export const streamRecord = z.object({
  v: z.literal(1),
  match_id: id,
  received_at: timestamp,
  /** Of the feed among others of the match: the lowest acts where it can; missing is after all others. */
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
