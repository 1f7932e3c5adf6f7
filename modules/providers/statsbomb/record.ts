import type { EventType, MatchEvent } from "../../match/event.ts";
import { recordFaults } from "../kit/faults.ts";
import type { Fields } from "../kit/fields.ts";
import type { Named } from "../kit/named.ts";
import type { Fault } from "../provider.ts";
import { type EventBody, eventBody } from "./body.ts";
import { elapsed } from "./clock.ts";
import { fieldsIn, namedOf, slugOf } from "./values.ts";

/** An event of the vendor, with the fields all events need. */
export interface Raw {
  id: string;
  /** The name of its type in our writing: `foul_committed`. */
  type: string;
  /** 1 to 5. */
  period: number;
  /** Milliseconds since the period began. */
  at: number;
  index: number;
  team?: Named | undefined;
  player?: Named | undefined;
  /** The object named after the type, which is missing where it would be empty. */
  own: Fields;
  body: EventBody;
}

export interface Events {
  /** As they happened. */
  events: Raw[];
  /** Events whose id came again. */
  duplicates: number;
}

/** Reads all events of a body, or returns their faults. */
export function rawEvents(records: readonly unknown[]): Events | Fault[] {
  const faults: Fault[] = [];
  const byId = new Map<string, Raw>();
  for (const [index, record] of records.entries()) {
    const result = eventBody.safeParse(record);
    if (result.success) byId.set(result.data.id, rawOf(result.data, index));
    else if (faults.length < MAX_FAULTS) {
      faults.push(...recordFaults(result.error, record, [index]));
    }
  }
  if (faults.length > 0) return faults;
  const events = [...byId.values()].sort(asTheyHappened);
  return { events, duplicates: records.length - events.length };
}

/** More faults are the same mistake again. */
const MAX_FAULTS = 100;

function rawOf(body: EventBody, position: number): Raw {
  const type = slugOf(body.type.name);
  return {
    id: body.id,
    type,
    period: body.period,
    at: elapsed(body),
    index: typeof body.index === "number" ? body.index : position,
    team: namedOf(body.team),
    player: namedOf(body.player),
    own: fieldsIn(body, type === "goal_keeper" ? "goalkeeper" : type),
    body,
  };
}

/** The minute is no help: stoppage time has the numbers of the next period. */
function asTheyHappened(a: Raw, b: Raw): number {
  return a.period - b.period || a.at - b.at || a.index - b.index;
}

/** One event of ours that an event of theirs means. */
export interface Meaning {
  event_type: EventType;
  detail?: string | undefined;
  /** Behind the id, where one of theirs means several of ours. */
  part?: string;
  /** Who is meant instead of the team and player of the record; null for nobody. */
  team?: Named | null | undefined;
  player?: Named | null | undefined;
  related?: Named | undefined;
  /** Set if the location of the record is not that of this event. */
  elsewhere?: boolean;
  extras?: MatchEvent["metadata"];
}
