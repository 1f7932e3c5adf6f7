import { PERIODS, type Period, type Status } from "./status.ts";

/** Minutes from 1, with stoppage time apart: 45 with 2 extra is "45+2". */
export interface Clock {
  minute: number;
  extra_minute: number;
}

/** The minute each period ends at; what is played on top of it is stoppage time. */
export const PERIOD_ENDS: Readonly<Record<Period, number>> = {
  first_half: 45,
  second_half: 90,
  extra_time_first_half: 105,
  extra_time_second_half: 120,
  penalty_shootout: 120,
};

/** Guesses the period of an event that names none: the one being played, or else the one of its minute. */
export function periodOf(minute: number, status: Status): Period {
  const playing = PERIODS.find((period) => period === status);
  if (playing) return playing;
  return PERIODS.find((period) => minute <= PERIOD_ENDS[period]) ?? "extra_time_second_half";
}

/** Moves the clock on to `at`. The clock never runs backwards: a late event leaves it alone. */
export function laterClock(now: Clock, at: Clock): Clock {
  return isLater(at, now) ? { minute: at.minute, extra_minute: at.extra_minute } : now;
}

export function isLater(a: Clock, b: Clock): boolean {
  return a.minute > b.minute || (a.minute === b.minute && a.extra_minute > b.extra_minute);
}
