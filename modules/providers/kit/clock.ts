import { type Clock, PERIOD_ENDS } from "../../match/clock.ts";
import { PERIODS, type Period } from "../../match/status.ts";

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

/** The period a minute belongs to where the vendor names none; never a shootout. */
export function periodAt({ minute }: Clock): Period {
  return PERIODS.find((period) => period !== "penalty_shootout" && minute <= PERIOD_ENDS[period]) ?? LAST;
}
const LAST: Period = "extra_time_second_half";

/** Minutes past the end of a period as its stoppage time: 47 in the first half is "45+2". */
export function inPeriod({ minute, extra_minute }: Clock, period: Period): Clock {
  // A shootout has no clock.
  const over = period === "penalty_shootout" ? 0 : Math.max(0, minute - PERIOD_ENDS[period]);
  return { minute: minute - over, extra_minute: Math.min(extra_minute + over, MAX_EXTRA) };
}
