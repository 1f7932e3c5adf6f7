import type { Period } from "../../match/status.ts";

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

/** The minute each period ends at; the vendor's clock runs on in stoppage time. */
const FULL: Readonly<Record<Period, number>> = {
  first_half: 45,
  second_half: 90,
  extra_time_first_half: 105,
  extra_time_second_half: 120,
  penalty_shootout: 120,
};

export interface Moment {
  period?: Period;
  minute: number;
  extra_minute?: number;
}

/** Before kick-off: 15 and 16. There is no canonical moment for it, and an event would set the match going. */
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
 * When an event of F24 or MA3 happened. Their minute starts at 0 and is the one being played, so that fans
 * say one more.
 *
 * @param last the last period of the match there are events of, for what comes after the whistle
 */
export function momentOf(min: number, periodId: number | undefined, last: Period): Moment {
  const played = playedPeriod(periodId);
  if (played) return { period: played, ...minuteIn(played, min + 1) };
  const before = periodId === undefined ? undefined : BREAKS[periodId];
  const ended = before ?? (periodId === POST_MATCH ? last : undefined);
  return ended ? { period: ended, minute: FULL[ended] } : { minute: Math.min(min + 1, 150) };
}

/** A minute as fans say it, with what is on top of the period's full time apart. */
export function minuteIn(period: Period | undefined, minute: number): Omit<Moment, "period"> {
  if (period === undefined) return { minute: Math.min(minute, 150) };
  const full = FULL[period];
  // A shootout has no clock: it follows the 90th minute or the 120th.
  if (period === "penalty_shootout") return { minute: Math.min(Math.max(minute, 90), full) };
  if (minute <= full) return { minute };
  return { minute: full, extra_minute: Math.min(minute - full, 60) };
}

const HALF_TIME_MINUTES = 15;

/** About when something happened that has a clock but no time of day, in milliseconds from kick-off. */
export function sinceKickOff(min: number, sec: number, periodId: number | undefined): number {
  const breaks = playedPeriod(periodId) === "first_half" ? 0 : HALF_TIME_MINUTES;
  return ((Math.min(min, 150) + breaks) * 60 + sec) * 1000;
}
