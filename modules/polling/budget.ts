import type { Limits, Quota } from "../providers/polling.ts";

/** The calls made with a key that still count against its limits. */
export interface Spent {
  /** The times of the calls in the last minute, in order; milliseconds since the epoch. */
  recent: readonly number[];
  /** The day of UTC that `today` counts, such as 2026-07-19. */
  day: string;
  today: number;
}

export const NOTHING_SPENT: Spent = { recent: [], day: "", today: 0 };

/** The windows are a little longer than their names say: one call may take longer to arrive than the next. */
const SECOND_MS = 1_050;
const MINUTE_MS = 61_000;
const DAY_MS = 86_400_000;
/**
 * The part of each limit that ordinary calls leave alone. It serves the calls that see a match to its end, which must
 * not fail for want of budget; what these do not use is slack for other users of the key and for clocks that differ.
 */
const RESERVE = 0.1;

/** The number of calls we make if `limit` are allowed. Calls that see a match to its end may use all. */
function usableCalls(limit: number, mayUseReserve: boolean): number {
  return mayUseReserve ? limit : Math.max(1, Math.floor(limit * (1 - RESERVE)));
}

/** The time of the next call: `now`, or when it exceeds no limit any more. */
export function nextCallAt(spent: Spent, limits: Limits, now: number, mayUseReserve: boolean): number {
  const { perSecond, perMinute, perDay } = limits;
  return Math.max(
    now,
    windowFree(spent.recent, usableCalls(perMinute, mayUseReserve), MINUTE_MS, now),
    perSecond === undefined ? now : windowFree(spent.recent, perSecond, SECOND_MS, now),
    perDay !== undefined && callsLeftToday(spent, perDay, now, mayUseReserve) <= 0 ? nextDay(now) : now,
  );
}

/**
 * When a sliding window of `length` ms has room for another call: so no stretch of that length has more than `limit`.
 */
function windowFree(calls: readonly number[], limit: number, length: number, now: number): number {
  const counted = calls.filter((at) => at > now - length);
  const blocking = counted[counted.length - limit];
  return blocking === undefined ? now : blocking + length;
}

/** Adds a call at `now`. */
export function spend({ recent, ...spent }: Spent, now: number): Spent {
  const day = dayOf(now);
  return {
    recent: [...recent.filter((at) => at > now - MINUTE_MS), now],
    day,
    today: (spent.day === day ? spent.today : 0) + 1,
  };
}

export function callsLeftToday(spent: Spent, perDay: number, now: number, mayUseReserve: boolean): number {
  return usableCalls(perDay, mayUseReserve) - (spent.day === dayOf(now) ? spent.today : 0);
}

/** Takes over the vendor's own count of today if it is higher than ours: others may use the same key. */
export function withVendorCount(spent: Spent, { perDay, leftInDay }: Quota, now: number): Spent {
  if (perDay === undefined || leftInDay === undefined) return spent;
  const day = dayOf(now);
  const known = spent.day === day ? spent.today : 0;
  return { ...spent, day, today: Math.max(known, perDay - leftInDay) };
}

/** When to go on if the vendor says that only our reserve is left of this minute; otherwise undefined. */
export function heldUntil(quota: Quota, limits: Limits, now: number): number | undefined {
  const { leftInMinute, minuteEndsIn = 60, perMinute = limits.perMinute } = quota;
  if (leftInMinute === undefined || leftInMinute > perMinute - usableCalls(perMinute, false))
    return undefined;
  return now + Math.min(minuteEndsIn, 60) * 1_000;
}

export function nextDay(now: number): number {
  return Math.floor(now / DAY_MS) * DAY_MS + DAY_MS;
}

function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, "yyyy-mm-dd".length);
}
