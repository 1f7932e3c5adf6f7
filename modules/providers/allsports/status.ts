import type { Clock } from "../../match/clock.ts";
import type { Period, Status } from "../../match/status.ts";
import { clockOf, periodAt } from "../kit/clock.ts";

/** `event_status` in lower case, without full stops. */
const STATUSES = new Map<string, Status>(
  Object.entries({
    "": "scheduled",
    "not started": "scheduled",
    "half time": "half_time",
    break: "extra_time_break",
    "break time": "extra_time_break",
    "extra time": "extra_time_first_half",
    penalty: "penalty_shootout",
    penalties: "penalty_shootout",
    "penalty in progress": "penalty_shootout",
    finished: "finished",
    "after et": "finished",
    "after extra time": "finished",
    "after pen": "finished",
    "after penalties": "finished",
    interrupted: "suspended",
    suspended: "suspended",
    postponed: "postponed",
    cancelled: "cancelled",
    canceled: "cancelled",
    abandoned: "abandoned",
    awarded: "awarded",
    walkover: "awarded",
  }),
);

/** The status, and the clock where the status is a minute. */
export function statusAndClockOf(text: string): { status: Status; clock: Clock | undefined } {
  const clock = clockOf(text);
  if (clock) return { status: periodAt(clock), clock };
  return { status: STATUSES.get(plainStatus(text)) ?? "unknown", clock: undefined };
}

function plainStatus(text: string): string {
  return text.replaceAll(".", "").trim().toLowerCase();
}

/** Reads the period from `info_time` where it names one; for extra time the clock decides the half. */
export function periodOf(infoTime: string | undefined, clock: Clock): Period {
  switch (infoTime?.toLowerCase()) {
    case "1st half":
      return "first_half";
    case "2nd half":
      return "second_half";
    case "penalty":
    case "penalties":
      return "penalty_shootout";
    default:
      return periodAt(clock);
  }
}
