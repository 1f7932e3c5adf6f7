import * as z from "zod";

/** The periods of a match in the order they are played. */
export const PERIODS = [
  "first_half",
  "second_half",
  "extra_time_first_half",
  "extra_time_second_half",
  "penalty_shootout",
] as const;
// Pure, so that a bundle that does not check anything, a browser's, goes without zod.
export const period = /* @__PURE__ */ z.enum(PERIODS);
export type Period = z.infer<typeof period>;

export const STATUSES = [
  "scheduled",
  "first_half",
  "half_time",
  "second_half",
  "extra_time_break",
  "extra_time_first_half",
  "extra_time_half_time",
  "extra_time_second_half",
  "penalty_shootout",
  "finished",
  "suspended",
  "postponed",
  "cancelled",
  "abandoned",
  "awarded",
  "unknown",
] as const;
export const status = /* @__PURE__ */ z.enum(STATUSES);
export type Status = z.infer<typeof status>;

/** The statuses of a match that is neither stopped nor over, in the order of time. */
const COURSE: readonly Status[] = STATUSES.slice(0, STATUSES.indexOf("finished"));

/** Whether a match has kicked off and not ended; the breaks between periods count as live. */
export function isLive(status: Status): boolean {
  return COURSE.indexOf(status) > 0;
}

/** Whether a period is being played. */
export function isPlaying(status: Status): status is Period {
  return PERIODS.some((each) => each === status);
}

/**
 * Moves a status on to `period`.
 * Events only move a match forward: they do not restart one that is over or stopped, and a late event of an earlier
 * period does not move it back.
 */
export function advance(from: Status, period: Period): Status {
  if (from === "unknown") return period;
  const at = COURSE.indexOf(from);
  return at >= 0 && COURSE.indexOf(period) > at ? period : from;
}

/**
 * The status after the whistle that ends `period`. It stays after the second half and after extra time, because only
 * the feed's own status says whether the match goes on.
 */
export function afterWhistle(from: Status, period: Period): Status {
  if (from !== period && advance(from, period) === from) return from;
  switch (period) {
    case "first_half":
      return "half_time";
    case "extra_time_first_half":
      return "extra_time_half_time";
    case "penalty_shootout":
      return "finished";
    default:
      return period;
  }
}
