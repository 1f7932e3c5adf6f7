import { PERIODS, type Period } from "../../match/status.ts";
import { isoOf } from "../kit/loose.ts";

/** As fans say it: 45 with 2 extra is "45+2". */
export interface Clock {
  minute: number;
  extra_minute: number;
}

/** `45`, `"45"`, `"45+2"`, `"90+"`, `"12'"`; stoppage time may also come apart. Undefined where it is no minute. */
export function clockOf(minute: unknown, extra?: unknown): Clock | undefined {
  const match = /^\s*(-?\d{1,4})\s*(?:\+\s*(\d{0,3}))?\s*['’]?\s*$/.exec(
    typeof minute === "number" || typeof minute === "string" ? String(minute) : "",
  );
  if (!match) return undefined;
  // Cards before kick-off come at minute 0, or at a negative one.
  const at = Math.max(0, Number(match[1]));
  const over = match[2] ? Number(match[2]) : extraOf(extra);
  return at > 150 ? undefined : { minute: at, extra_minute: Math.min(over, MAX_EXTRA) };
}

const MAX_EXTRA = 60;

function extraOf(extra: unknown): number {
  const number = typeof extra === "string" ? Number.parseInt(extra, 10) : extra;
  return typeof number === "number" && Number.isInteger(number) && number > 0 ? number : 0;
}

/** The minute a period ends at. */
const FULL: Record<Period, number> = {
  first_half: 45,
  second_half: 90,
  extra_time_first_half: 105,
  extra_time_second_half: 120,
  penalty_shootout: 150,
};

export function periodAt({ minute }: Clock): Period {
  return PERIODS.find((period) => period !== "penalty_shootout" && minute <= FULL[period]) ?? LAST;
}
const LAST: Period = "extra_time_second_half";

/** Minutes past the end of a period as its stoppage time: 47 in the first half is "45+2". */
export function inPeriod({ minute, extra_minute }: Clock, period: Period): Clock {
  const over = Math.max(0, minute - FULL[period]);
  return { minute: minute - over, extra_minute: Math.min(extra_minute + over, MAX_EXTRA) };
}

export function isLater(a: Clock, b: Clock): boolean {
  return a.minute > b.minute || (a.minute === b.minute && a.extra_minute > b.extra_minute);
}

/** Minutes without play before a period that every match has at least, so that no estimate is too late. */
const PAUSES: Record<Period, number> = {
  first_half: 0,
  second_half: 10,
  extra_time_first_half: 15,
  extra_time_second_half: 16,
  penalty_shootout: 18,
};

function elapsed(period: Period, { minute, extra_minute }: Clock): number {
  return Math.max(1, minute + extra_minute) + PAUSES[period];
}

const MINUTE = 60_000;

/** A moment known both by the clock of the match and by that of the world: where a minute began. */
export interface Anchor {
  period: Period;
  clock: Clock;
  /** Milliseconds since 1970. */
  time: number;
}

export function startOf(period: Period, time: number): Anchor {
  const before = PERIODS[PERIODS.indexOf(period) - 1];
  return { period, clock: { minute: (before ? FULL[before] : 0) + 1, extra_minute: 0 }, time };
}

/**
 * When a minute of the match began, or began at the earliest, as far as is known from the nearest anchor before
 * it. RFC 3339 UTC.
 */
export function momentOf(period: Period, clock: Clock, anchors: readonly Anchor[]): string | undefined {
  const anchor =
    anchors.findLast((one) => PERIODS.indexOf(one.period) <= PERIODS.indexOf(period)) ?? anchors[0];
  if (!anchor) return undefined;
  const minutes = elapsed(period, clock) - elapsed(anchor.period, anchor.clock);
  return isoOf(anchor.time + minutes * MINUTE);
}

/** The anchor of a body that only says what the clock shows now: that minute began up to a minute ago. */
export function nowAt(period: Period, clock: Clock, receivedAt: string): Anchor {
  return { period, clock, time: Date.parse(receivedAt) - MINUTE };
}
