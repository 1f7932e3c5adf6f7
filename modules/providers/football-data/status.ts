import type { Status } from "../../match/status.ts";

/** Values of `status` that need no other field. */
const STATUSES = new Map<string, Status>(
  Object.entries({
    SCHEDULED: "scheduled",
    TIMED: "scheduled",
    PENALTY_SHOOTOUT: "penalty_shootout",
    FINISHED: "finished",
    SUSPENDED: "suspended",
    POSTPONED: "postponed",
    CANCELLED: "cancelled",
    CANCELED: "cancelled",
    AWARDED: "awarded",
  }),
);

interface StatusFields {
  status: string | undefined;
  /** REGULAR, EXTRA_TIME or PENALTY_SHOOTOUT; while the match runs, how far it has come. */
  duration: string | undefined;
  /** Only in paid plans. */
  minute: number | undefined;
  /** The score at half time is known: it is from half time on. */
  isPastHalfTime: boolean;
}

/** IN_PLAY and PAUSED stand for any period and any break: the rest of the body decides. */
export function statusOf({ status, duration, minute, isPastHalfTime }: StatusFields): Status {
  const isExtraTime = status === "EXTRA_TIME" || duration === "EXTRA_TIME";
  switch (status) {
    case "IN_PLAY":
    case "LIVE":
    case "EXTRA_TIME":
      if (duration === "PENALTY_SHOOTOUT") return "penalty_shootout";
      if (isExtraTime || (minute ?? 0) > 90) {
        return (minute ?? 0) > 105 ? "extra_time_second_half" : "extra_time_first_half";
      }
      return isPastHalfTime || (minute ?? 0) > 45 ? "second_half" : "first_half";
    case "PAUSED":
      if (duration === "PENALTY_SHOOTOUT") return "penalty_shootout";
      if (isExtraTime && (minute ?? 0) >= 105) return "extra_time_half_time";
      return isExtraTime || (minute ?? 0) >= 90 ? "extra_time_break" : "half_time";
    default:
      return STATUSES.get(status ?? "") ?? "unknown";
  }
}
