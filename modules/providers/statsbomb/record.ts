import { type Fields, isFields } from "../custom/fields.ts";
import { fault, faultsOf } from "../kit/faults.ts";
import type { Fault } from "../provider.ts";
import { type EventBody, eventBody } from "./body.ts";
import { elapsed } from "./clock.ts";
import { fieldsIn, type Named, namedOf, slugOf } from "./values.ts";

/** An event as the vendor has it, with what all events have at hand. */
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

/** Reads all events of a body, or tells what is wrong with them. */
export function rawEvents(records: readonly unknown[]): Events | Fault[] {
  const faults: Fault[] = [];
  const byId = new Map<string, Raw>();
  for (const [index, record] of records.entries()) {
    const result = eventBody.safeParse(record);
    if (result.success) byId.set(result.data.id, rawOf(result.data, index));
    else if (faults.length < MAX_FAULTS) {
      faults.push(
        ...(isFields(record)
          ? faultsOf(result.error, record, [index])
          : [fault([index], "must be an object")]),
      );
    }
  }
  if (faults.length > 0) return faults;
  const events = [...byId.values()].sort(asTheyHappened);
  return { events, duplicates: records.length - events.length };
}

/** Whoever has this many has made one mistake many times. */
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
