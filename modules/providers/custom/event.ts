import { matchEvent } from "../../match/event.ts";
import { fault, faultsOf, type Path } from "../kit/faults.ts";
import { type Fields, isFields } from "../kit/fields.ts";
import { eventIds } from "../kit/identity.ts";
import type { Delivery, Fault } from "../provider.ts";
import { type Reader, sizeFaults, withoutNulls } from "./fields.ts";

const KNOWN = new Set(Object.keys(matchEvent.shape));
/** Stands in while an event without id is checked, since its id is made from the checked event. */
const NO_ID = "auto";

/** Reads the events of one delivery, in order: the ids of those without one depend on it. */
export function eventReader(delivery: Delivery): Reader {
  const idOf = eventIds();
  return (entry, at) => {
    if (!isFields(entry)) return [fault(at, "must be an object")];
    const given = metadataOf(entry.metadata, [...at, "metadata"]);
    if (Array.isArray(given)) return given;

    const input = {
      operation: "create",
      occurred_at: delivery.received_at,
      event_id: NO_ID,
      ...withoutNulls(pick(entry, (key) => KNOWN.has(key))),
      // The sender's own name does not matter: its secret identifies it.
      provider: "custom",
      metadata: { ...pick(entry, (key) => !KNOWN.has(key)), ...given },
    };
    const result = matchEvent.safeParse(input);
    if (!result.success) return faultsOf(result.error, input, at);

    const anonymous = entry.event_id === undefined || entry.event_id === null;
    const event = anonymous ? { ...result.data, event_id: idOf(result.data) } : result.data;
    const faults = sizeFaults(event, at);
    return faults.length > 0 ? faults : { kind: "event", event };
  };
}

function pick(fields: Fields, wanted: (key: string) => boolean): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => wanted(key)));
}

/** The sender's `metadata`, which may be an object or JSON in a string. */
function metadataOf(given: unknown, at: Path): Fields | Fault[] {
  if (given === undefined || given === null) return {};
  let value = given;
  if (typeof given === "string") {
    try {
      value = JSON.parse(given);
    } catch {
      return [fault(at, "must be an object or a string that holds JSON")];
    }
  }
  return isFields(value) ? value : [fault(at, "must be an object")];
}
