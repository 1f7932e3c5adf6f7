import { PERIOD_ENDS } from "../../match/clock.ts";
import type { Period } from "../../match/status.ts";
import { rowOf, text } from "./values.ts";

/** `period_id` of the periods in which there is play. */
const PLAYED: Readonly<Record<number, Period>> = {
  1: "first_half",
  2: "second_half",
  3: "extra_time_first_half",
  4: "extra_time_second_half",
  5: "penalty_shootout",
};
/** `period_id` of the breaks, by the period that has just ended; 14 is after the match. */
const BREAKS: Readonly<Record<number, Period>> = {
  10: "first_half",
  11: "second_half",
  12: "extra_time_first_half",
  13: "extra_time_second_half",
};
export const POST_MATCH = 14;

interface Moment {
  period?: Period;
  minute: number;
  extra_minute?: number;
}

/** Whether a period is before kick-off: 15 and 16. An event there has no canonical moment and would start the match. */
export function isPreMatch(periodId: number | undefined): boolean {
  return periodId === 15 || periodId === 16;
}

export function playedPeriod(periodId: number | undefined): Period | undefined {
  return periodId === undefined ? undefined : PLAYED[periodId];
}

/** Sorts events as they happened: 1, 10, 2, 11, 3, 12, 4, 13, 5, 14. */
export function periodRank(periodId: number | undefined): number {
  if (periodId === undefined) return 0;
  if (periodId === POST_MATCH) return 99;
  return periodId >= 10 ? (periodId - 9) * 2 + 1 : periodId * 2;
}

/**
 * Converts the clock of an event of F24 or MA3. Their minutes start at 0, ours at 1.
 *
 * @param last the last period with events, for events after the final whistle
 */
export function momentOf(min: number, periodId: number | undefined, last: Period): Moment {
  const played = playedPeriod(periodId);
  if (played) return { period: played, ...minuteIn(played, min + 1) };
  const before = periodId === undefined ? undefined : BREAKS[periodId];
  const ended = before ?? (periodId === POST_MATCH ? last : undefined);
  return ended ? { period: ended, minute: PERIOD_ENDS[ended] } : { minute: Math.min(min + 1, 150) };
}

/** Splits a minute, counted from 1, into minute and stoppage time. */
export function minuteIn(period: Period | undefined, minute: number): Omit<Moment, "period"> {
  if (period === undefined) return { minute: Math.min(minute, 150) };
  const full = PERIOD_ENDS[period];
  // A shootout has no clock: it follows the 90th minute or the 120th.
  if (period === "penalty_shootout") return { minute: Math.min(Math.max(minute, 90), full) };
  if (minute <= full) return { minute };
  return { minute: full, extra_minute: Math.min(minute - full, 60) };
}

const HALF_TIME_MINUTES = 15;

/** Estimates the time of an event without a time of day, in milliseconds from kick-off. */
export function sinceKickOff(min: number, sec: number, periodId: number | undefined): number {
  const breaks = playedPeriod(periodId) === "first_half" ? 0 : HALF_TIME_MINUTES;
  return ((Math.min(min, 150) + breaks) * 60 + sec) * 1000;
}

/** Goals and cards name their period, substitutions number it. By `period_id` of F24. */
const NAMED_PERIODS: Readonly<Record<string, number>> = {
  firsthalf: 1,
  secondhalf: 2,
  extrafirsthalf: 3,
  extrasecondhalf: 4,
  shootout: 5,
  halftime: 10,
  fulltime: 14,
  postmatch: 14,
  prematch: 16,
  "1": 1,
  "2": 2,
  "3": 3,
  "4": 4,
  "5": 5,
};

export function periodNumber(value: unknown): number | undefined {
  return rowOf(NAMED_PERIODS, text(value)?.toLowerCase());
}
