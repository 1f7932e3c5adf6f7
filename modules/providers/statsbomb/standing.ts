import type { Status } from "../../match/status.ts";
import { periodOf } from "./clock.ts";
import type { Raw } from "./record.ts";

/** The status after the last whistle of a period, by its number. */
const AFTER: Readonly<Record<number, Status>> = { 1: "half_time", 3: "extra_time_half_time" };
/** What is there before anybody has kicked the ball. */
const BEFORE_KICK_OFF = new Set(["starting_xi", "tactical_shift", "camera_on", "camera_off"]);

/**
 * Where a match stands after these events. Events are published once a match is over, so the end of the second
 * half, of extra time or of a shootout is the end if nothing follows it.
 */
export function standingOf(events: readonly Raw[]): Status {
  if (events.every(({ type }) => BEFORE_KICK_OFF.has(type))) return "scheduled";
  const period = events.at(-1)?.period ?? 1;
  const isOver = events.some((event) => event.type === "half_end" && event.period === period);
  return isOver ? (AFTER[period] ?? "finished") : periodOf(period);
}
