import type { MatchEvent, StreamItem } from "../../match/event.ts";
import { invalid } from "../kit/decode.ts";
import { ourId } from "../kit/named.ts";
import type { DecodedBody, Delivery } from "../provider.ts";
import { minuteOf, periodOf } from "./clock.ts";
import { type Lookup, lookupIn } from "./lookup.ts";
import { meaningsOf } from "./mapping.ts";
import { type Meaning, type Raw, rawEvents } from "./record.ts";
import { reportOf, statusAfter } from "./report.ts";
import { PROVIDER, placeOf } from "./values.ts";

/**
 * Makes all events of a match in the order they happened, then the manifest of their ids, then its status.
 *
 * - A substitution's `player_id` comes on and its `related_player_id` goes off.
 * - An own goal is the scorer's and has his team; the pair of events it is means one goal.
 * - The whistle, which comes once per team, is one event.
 * - The body does not name its day, so `occurred_at` is the time it reached us.
 */
export function eventItems(records: readonly unknown[], match_id: string, delivery: Delivery): DecodedBody {
  const read = rawEvents(records);
  if (Array.isArray(read)) return invalid(...read);
  const context: Context = { match_id, occurred_at: delivery.received_at, lookup: lookupIn(read.events) };
  const whistles = whistlesIn(read.events);
  const events = read.events.flatMap((raw) => {
    if (isWhistle(raw)) return whistles.has(raw) ? [whistle(raw, context)] : [];
    return meaningsOf(raw, context.lookup).map((meaning) => canonical(raw, meaning, context));
  });
  const roll = {
    provider: PROVIDER,
    match_id,
    event_ids: events.map(({ event_id }) => event_id),
    occurred_at: delivery.received_at,
  };
  const items: StreamItem[] = [
    ...events.map((event): StreamItem => ({ kind: "event", event })),
    { kind: "roll_call", roll },
    reportOf({ status: statusAfter(read.events) }, match_id, delivery),
  ];
  const { duplicates } = read;
  return { outcome: "items", items, received: items.length + duplicates, duplicates };
}

interface Context {
  match_id: string;
  occurred_at: string;
  lookup: Lookup;
}

const WHISTLES: Readonly<Record<string, "period_start" | "period_end">> = {
  half_start: "period_start",
  half_end: "period_end",
};

function isWhistle({ type }: Raw): boolean {
  return Object.hasOwn(WHISTLES, type);
}

/** Picks one of the whistles of each team: a period begins with the first and ends with the last. */
function whistlesIn(events: readonly Raw[]): ReadonlySet<Raw> {
  const counting = new Map<string, Raw>();
  for (const event of events) {
    const key = `${event.type} ${event.period}`;
    if (isWhistle(event) && (event.type === "half_end" || !counting.has(key))) counting.set(key, event);
  }
  return new Set(counting.values());
}

/** Makes the event of a whistle, with an id that does not depend on the team whose whistle was picked. */
function whistle(raw: Raw, context: Context): MatchEvent {
  const event_type = WHISTLES[raw.type] ?? "period_start";
  const meaning: Meaning = { event_type, team: null, player: null, elsewhere: true };
  return { ...canonical(raw, meaning, context), event_id: `${event_type}-${raw.period}`, metadata: {} };
}

function canonical(raw: Raw, meaning: Meaning, { match_id, occurred_at }: Context): MatchEvent {
  const team = meaning.team === undefined ? raw.team : meaning.team;
  const player = meaning.player === undefined ? raw.player : meaning.player;
  const { part, detail, related, elsewhere } = meaning;
  const event: MatchEvent = {
    provider: PROVIDER,
    event_id: part === undefined ? raw.id : `${raw.id}:${part}`,
    match_id,
    event_type: meaning.event_type,
    period: periodOf(raw.period),
    ...minuteOf(raw.body),
    operation: "update",
    occurred_at,
    metadata: { ...meaning.extras },
  };
  if (detail !== undefined) event.detail = detail;
  const second = secondOf(raw);
  if (second !== undefined) event.second = second;
  if (team) {
    event.team_id = ourId(PROVIDER, team.id);
    if (team.name !== undefined) event.metadata.team_name = team.name;
  }
  if (player) {
    event.player_id = ourId(PROVIDER, player.id);
    if (player.name !== undefined) event.metadata.player_name = player.name;
  }
  if (related) {
    event.related_player_id = ourId(PROVIDER, related.id);
    if (related.name !== undefined) event.metadata.related_player_name = related.name;
  }
  const place = elsewhere ? undefined : placeOf(raw.body.location);
  if (place) Object.assign(event, { position_x: place.x, position_y: place.y });
  return event;
}

const SHOOTOUT = 5;

function secondOf({ period, body: { second } }: Raw): number | undefined {
  const isSecond = typeof second === "number" && Number.isInteger(second) && second >= 0 && second <= 59;
  return isSecond && period !== SHOOTOUT ? second : undefined;
}
