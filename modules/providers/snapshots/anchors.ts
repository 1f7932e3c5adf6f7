import { type Clock, PERIOD_ENDS } from "../../match/clock.ts";
import { PERIODS, type Period } from "../../match/status.ts";
import { isoOf } from "../kit/instants.ts";

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
  return { period, clock: { minute: (before ? PERIOD_ENDS[before] : 0) + 1, extra_minute: 0 }, time };
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

/** Makes the anchor of a body that has only the current clock: that minute began up to a minute ago. */
export function nowAt(period: Period, clock: Clock, receivedAt: string): Anchor {
  return { period, clock, time: Date.parse(receivedAt) - MINUTE };
}
