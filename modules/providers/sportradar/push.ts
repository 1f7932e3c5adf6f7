import type { FeedItem } from "../../match/event.ts";
import { type Fields, isFields } from "../custom/fields.ts";
import { fault, type Path } from "../kit/faults.ts";
import { idOf } from "../kit/loose.ts";
import type { Delivery, Fault } from "../provider.ts";
import { leagueOf } from "../snapshots/snapshot.ts";
import type { Message } from "./body.ts";
import { clockNow } from "./clock.ts";
import { type Entry, entryOf } from "./entry.ts";
import { eventsOf, type Scene } from "./events.ts";
import { matchUrn, ourId, PROVIDER } from "./ids.ts";
import { reportOf, standing } from "./report.ts";
import { periodOf, statusOf } from "./status.ts";

/**
 * A message of the push feed: one entry and where the match stands after it. A heartbeat says nothing.
 *
 * Teams are only `home` and `away` here, so that they are named `<match id>:home` and `<match id>:away`. Nothing
 * is ever deleted: what a review takes back leaves the score at once and the timeline later on.
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
  const match_id = ourId(urn);
  const scene = sceneOf(match_id, status, read, delivery);
  const events = read ? eventsOf([read], scene) : [];
  const course = { period: read?.period, clock: read?.clock, hasEnded: read?.type === "match_ended" };
  const league = leagueOf(PROVIDER, { id: idOf(about.competition_id) });
  const now = read?.changed ?? delivery.received_at;
  return [
    ...reportOf({ league }, match_id, now, []),
    ...events.map((event): FeedItem => ({ kind: "event", event })),
    ...reportOf(standing(status, course), match_id, now, [now, read?.id]),
  ];
}

/** An entry without period or clock belongs to where the match stands. */
function sceneOf(match_id: string, told: Fields, entry: Entry | undefined, delivery: Delivery): Scene {
  const current = periodOf(statusOf(told, { period: entry?.period, hasEnded: false }).status);
  return {
    match_id,
    team: (side) => ({ id: `${match_id}:${side}` }),
    period: ({ type }) => (type === "match_started" ? "first_half" : current),
    last: (period) => (period === current ? clockNow(told.clock, period) : undefined),
    otherwise: delivery.received_at,
  };
}
