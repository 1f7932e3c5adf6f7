import type { EventType } from "./event.ts";
import type { MatchFrame } from "./frame.ts";

/** The event types that a viewer wants; undefined for all of them. A filter concerns events and no other frames. */
export type EventFilter = ReadonlySet<EventType> | undefined;

export function filterOf(types: readonly EventType[] | undefined): EventFilter {
  return types && new Set(types);
}

/** The type of the event that a frame is about; undefined for every other frame. */
export function eventTypeOf(frame: MatchFrame): EventType | undefined {
  return frame.type === "match_event" ? frame.data.event_type : undefined;
}

/** @param eventType as `eventTypeOf` gives it */
export function passes(filter: EventFilter, eventType: EventType | undefined): boolean {
  return !filter || !eventType || filter.has(eventType);
}

/** The filter of a connection that has two subscriptions: an event passes if it passes one of them. */
export function either(one: EventFilter, other: EventFilter): EventFilter {
  return one && other && new Set([...one, ...other]);
}
