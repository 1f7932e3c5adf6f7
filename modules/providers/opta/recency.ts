import { POST_MATCH } from "./clock.ts";
import type { OptaEvent } from "./record.ts";

const END = 30;

/** The last of some RFC 3339 UTC times. */
export function latest(instants: Iterable<string | undefined>): string | undefined {
  let last: string | undefined;
  for (const instant of instants) {
    if (instant !== undefined && (last === undefined || instant > last)) last = instant;
  }
  return last;
}

/**
 * The time of the last event, which is up to when a body of events tells of the match. The time it was produced
 * at is later than that by however long the collector is behind, and a goal from in between that the next body
 * brings would be taken for one that the score already had.
 */
export function lastEvent(events: readonly OptaEvent[]): string | undefined {
  return latest(events.map(({ at }) => at));
}

/** Whether the whistle that ends the match is among the events. */
export function hasEnded(events: readonly OptaEvent[]): boolean {
  return events.some(({ type, period }) => type === END && period === POST_MATCH);
}
