import type { FeedItem } from "../../match/event.ts";
import { fault, type Path } from "../kit/faults.ts";
import { type Fields, isFields } from "../kit/fields.ts";
import { idOf } from "../kit/loose.ts";
import { leagueOf, ourId } from "../kit/named.ts";
import type { Delivery, Fault } from "../provider.ts";
import type { Message } from "./body.ts";
import { clockNow } from "./clock.ts";
import { type Entry, entryOf } from "./entry.ts";
import { eventsOf, type MatchContext } from "./events.ts";
import { matchUrn, PROVIDER } from "./ids.ts";
import { progressFields, reportOf } from "./report.ts";
import { periodOf, statusOf } from "./status.ts";

/**
 * Reads a message of the push feed: one entry, and the status and score after it. A heartbeat has no items.
 *
 * Teams are only `home` and `away` here, so their ids are `<match id>:home` and `<match id>:away`. The push feed
 * deletes nothing: a goal that a review cancels leaves the score at once and the timeline later.
 */
export function readMessage(message: Message, at: Path, delivery: Delivery): FeedItem[] | Fault[] {
  const { payload, metadata } = message;
  if (!isFields(payload)) return [];
  const about = isFields(metadata) ? metadata : {};
  const urn = matchUrn(about.sport_event_id ?? delivery.match);
  if (urn === undefined) return [fault([...at, "metadata", "sport_event_id"], "is required, or ?match=")];

  const read = payload.event === undefined ? undefined : entryOf(payload.event, [...at, "payload", "event"]);
  if (Array.isArray(read)) return read;
  const status = isFields(payload.sport_event_status) ? payload.sport_event_status : {};
  const match_id = ourId(PROVIDER, urn);
  const context = contextOf(match_id, status, read, delivery);
  const events = read ? eventsOf([read], context) : [];
  const progress = { period: read?.period, clock: read?.clock, hasEnded: read?.type === "match_ended" };
  const league = leagueOf(PROVIDER, { id: idOf(about.competition_id) });
  const now = read?.changed ?? delivery.received_at;
  return [
    ...reportOf({ league }, match_id, now, []),
    ...events.map((event): FeedItem => ({ kind: "event", event })),
    ...reportOf(progressFields(status, progress), match_id, now, [now, read?.id]),
  ];
}

/** An entry without period or clock belongs to the current period. */
function contextOf(
  match_id: string,
  status: Fields,
  entry: Entry | undefined,
  delivery: Delivery,
): MatchContext {
  const current = periodOf(statusOf(status, { period: entry?.period, hasEnded: false }).status);
  return {
    match_id,
    team: (side) => ({ id: `${match_id}:${side}` }),
    period: ({ type }) => (type === "match_started" ? "first_half" : current),
    last: (period) => (period === current ? clockNow(status.clock, period) : undefined),
    otherwise: delivery.received_at,
  };
}
