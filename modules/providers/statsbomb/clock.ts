import type { MatchEvent } from "../../match/event.ts";
import { PERIODS, type Period } from "../../match/status.ts";
import type { EventBody } from "./body.ts";

/** The minute each period begins and ends at, by the number of the period. */
const BEGINS = [0, 0, 45, 90, 105, 120];
const ENDS = [0, 45, 90, 105, 120, 120];
const MAX_EXTRA = 60;

/** @param number 1 to 5 */
export function periodOf(number: number): Period {
  return PERIODS[number - 1] ?? "penalty_shootout";
}

/**
 * Converts the clock. Theirs counts minutes from 0 and runs on in stoppage time, so the end of a half has the numbers
 * of the beginning of the next. A shootout has no clock.
 */
export function minuteOf({ period, minute }: EventBody): Pick<MatchEvent, "minute" | "extra_minute"> {
  const full = ENDS[period] ?? 0;
  if (period === 5) return { minute: full };
  const over = minute + 1 - full;
  return over > 0 ? { minute: full, extra_minute: Math.min(over, MAX_EXTRA) } : { minute: minute + 1 };
}

/** Milliseconds since the period began. */
export function elapsed({ period, minute, second, timestamp }: EventBody): number {
  const match = typeof timestamp === "string" ? STAMP.exec(timestamp) : null;
  if (match) return (Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3])) * 1000;
  const seconds = typeof second === "number" && Number.isFinite(second) ? second : 0;
  return ((minute - (BEGINS[period] ?? 0)) * 60 + seconds) * 1000;
}

/** `00:17:56.987`, from the beginning of the period. */
const STAMP = /^(\d{1,3}):(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)$/;
