import type { Limits, Quota } from "../providers/polling.ts";

/** The calls made with a key, as far as they still count. */
export interface Spent {
  /** Of the last minute, in order; milliseconds since the epoch. */
  recent: readonly number[];
  /** The day of UTC that `today` counts, such as 2026-07-19. */
  day: string;
  today: number;
}

export const NOTHING_SPENT: Spent = { recent: [], day: "", today: 0 };

/** A little longer than they are: one call may be longer on its way than the next. */
const SECOND_MS = 1_050;
const MINUTE_MS = 61_000;
const DAY_MS = 86_400_000;
/** Part of each limit that is left to others with the same key, and to clocks that differ. */
const KEPT_BACK = 0.1;

/** Calls we make of so many that are allowed. What a match needs to come to its end may use all of them. */
export function usable(limit: number, urgent: boolean): number {
  return urgent ? limit : Math.max(1, Math.floor(limit * (1 - KEPT_BACK)));
}

/** When the next call may be made: `now`, or the time at which it would exceed no limit any more. */
export function freeAt(spent: Spent, limits: Limits, now: number, urgent: boolean): number {
  const { perSecond, perMinute, perDay } = limits;
  return Math.max(
    now,
    windowFree(spent.recent, usable(perMinute, urgent), MINUTE_MS, now),
    perSecond === undefined ? now : windowFree(spent.recent, perSecond, SECOND_MS, now),
    perDay !== undefined && leftToday(spent, perDay, now, urgent) <= 0 ? nextDay(now) : now,
  );
}

/** Any stretch of `length` holds `limit` calls at most: a window that slides cannot be tricked at its edges. */
function windowFree(calls: readonly number[], limit: number, length: number, now: number): number {
  const counted = calls.filter((at) => at > now - length);
  const blocking = counted[counted.length - limit];
  return blocking === undefined ? now : blocking + length;
}

export function spend({ recent, ...spent }: Spent, now: number): Spent {
  const day = dayOf(now);
  return {
    recent: [...recent.filter((at) => at > now - MINUTE_MS), now],
    day,
    today: (spent.day === day ? spent.today : 0) + 1,
  };
}

export function leftToday(spent: Spent, perDay: number, now: number, urgent: boolean): number {
  return usable(perDay, urgent) - (spent.day === dayOf(now) ? spent.today : 0);
}

/** What the vendor has counted today, if that is more than we know of: others may have the same key. */
export function corrected(spent: Spent, { perDay, leftInDay }: Quota, now: number): Spent {
  if (perDay === undefined || leftInDay === undefined) return spent;
  const day = dayOf(now);
  const known = spent.day === day ? spent.today : 0;
  return { ...spent, day, today: Math.max(known, perDay - leftInDay) };
}

/** The vendor says that hardly anything is left of this minute: when to go on, or undefined. */
export function heldUntil(quota: Quota, limits: Limits, now: number): number | undefined {
  const { leftInMinute, minuteEndsIn = 60, perMinute = limits.perMinute } = quota;
  if (leftInMinute === undefined || leftInMinute > perMinute - usable(perMinute, false)) return undefined;
  return now + Math.min(minuteEndsIn, 60) * 1_000;
}

export function nextDay(now: number): number {
  return Math.floor(now / DAY_MS) * DAY_MS + DAY_MS;
}

function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, "yyyy-mm-dd".length);
}
