import { PERIODS, type Period, type Status } from "./status.ts";

export interface Clock {
  minute: number;
  extra_minute: number;
}

/** The minute each period ends at; what is played on top of it is stoppage time. */
const FULL: Record<Period, number> = {
  first_half: 45,
  second_half: 90,
  extra_time_first_half: 105,
  extra_time_second_half: 120,
  penalty_shootout: 120,
};

/** The period an event belongs to whose feed did not say: the one being played, else the one of its minute. */
export function periodOf(minute: number, status: Status): Period {
  const playing = PERIODS.find((period) => period === status);
  if (playing) return playing;
  return PERIODS.find((period) => minute <= FULL[period]) ?? "extra_time_second_half";
}

/** The clock after something happened at `at`: time does not run backwards, a late event leaves it alone. */
export function later(now: Clock, at: Clock): Clock {
  const ahead = at.minute > now.minute || (at.minute === now.minute && at.extra_minute > now.extra_minute);
  return ahead ? { minute: at.minute, extra_minute: at.extra_minute } : now;
}
