import { type Clock, isLater, PERIOD_ENDS } from "../../match/clock.ts";
import { PERIODS, type Period } from "../../match/status.ts";
import { inPeriod } from "../kit/clock.ts";
import { isFields } from "../kit/fields.ts";
import { countOf } from "../kit/loose.ts";
import type { EntryBody } from "./body.ts";

/** The minute each period begins at. */
export const BEGINS: Record<Period, number> = {
  first_half: 0,
  second_half: 45,
  extra_time_first_half: 90,
  extra_time_second_half: 105,
  penalty_shootout: 120,
};
/** The period an entry names. Overtime counts its halves from 1 again, or does not count them. */
export function periodIn({ period, period_type, match_time }: EntryBody): Period | undefined {
  const number = countOf(period);
  const minute = countOf(match_time);
  if (period_type === "penalties") return "penalty_shootout";
  if (period_type === "overtime") {
    const isSecond = minute === undefined ? number === 2 || number === 4 : minute > 105;
    return isSecond ? "extra_time_second_half" : "extra_time_first_half";
  }
  if (number !== undefined && number >= 1) return PERIODS[number - 1];
  if (period_type !== "regular_period" || minute === undefined) return undefined;
  return minute > 45 ? "second_half" : "first_half";
}

/** Reads the clock of an entry, which counts minutes from 1 and stoppage time apart. */
export function clockIn(entry: EntryBody, period: Period | undefined): Clock | undefined {
  const minute = countOf(entry.match_time) ?? minuteOf(entry.match_clock);
  if (minute === undefined) return undefined;
  const extra_minute = countOf(entry.stoppage_time) ?? minuteOf(entry.stoppage_time_clock) ?? 0;
  return placed({ minute, extra_minute }, period);
}

export function secondIn({ match_clock, stoppage_time, stoppage_time_clock }: EntryBody): number | undefined {
  const isStoppage = stoppage_time !== undefined || stoppage_time_clock !== undefined;
  return clockParts(isStoppage ? stoppage_time_clock : match_clock)?.second;
}

/** Reads the clock of `sport_event_status` if it belongs to the period being played. */
export function clockNow(clock: unknown, period: Period): Clock | undefined {
  const { played, stoppage_time_played } = isFields(clock) ? clock : {};
  const minute = minuteOf(played);
  if (minute === undefined || period === "penalty_shootout") return undefined;
  if (minute <= BEGINS[period]) return undefined;
  const extra = minute > PERIOD_ENDS[period] ? minuteOf(stoppage_time_played) : undefined;
  return placed(
    extra === undefined ? { minute, extra_minute: 0 } : { minute: PERIOD_ENDS[period], extra_minute: extra },
    period,
  );
}

export function latest(a: Clock | undefined, b: Clock | undefined): Clock | undefined {
  return a && b ? (isLater(b, a) ? b : a) : (a ?? b);
}

const MAX_MINUTE = 150;
const MAX_EXTRA = 60;

/** A shootout has no clock. */
function placed(clock: Clock, period: Period | undefined): Clock {
  if (period === "penalty_shootout") return { minute: PERIOD_ENDS[period], extra_minute: 0 };
  const { minute, extra_minute } = period ? inPeriod(clock, period) : clock;
  return { minute: Math.min(minute, MAX_MINUTE), extra_minute: Math.min(extra_minute, MAX_EXTRA) };
}

/** `6:28`, from 0: in minute 7. */
const CLOCK = /^(\d{1,3}):([0-5]\d)$/;

function clockParts(clock: unknown): { minute: number; second: number } | undefined {
  const match = typeof clock === "string" ? CLOCK.exec(clock) : null;
  return match ? { minute: Number(match[1]) + 1, second: Number(match[2]) } : undefined;
}

function minuteOf(clock: unknown): number | undefined {
  return clockParts(clock)?.minute;
}
