import { latestOf } from "../kit/instants.ts";
import { POST_MATCH } from "./clock.ts";
import { TYPE } from "./kinds.ts";
import type { OptaEvent } from "./record.ts";

/**
 * The time of the last event, which dates the score of a body. The time of production is later by the delay of the
 * collector, and a goal from in between, in the next body, would pass for one the score already includes.
 */
export function lastEvent(events: readonly OptaEvent[]): string | undefined {
  return latestOf(events.map(({ at }) => at));
}

/** Whether the whistle that ends the match is among the events. */
export function hasEnded(events: readonly OptaEvent[]): boolean {
  return events.some(({ type, period }) => type === TYPE.end && period === POST_MATCH);
}
