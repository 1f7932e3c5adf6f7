import type { Status } from "../../match/status.ts";

/** Values of `status.short` that need no other field. */
const STATUSES = new Map<string, Status>(
  Object.entries({
    TBD: "scheduled",
    NS: "scheduled",
    "1H": "first_half",
    HT: "half_time",
    "2H": "second_half",
    P: "penalty_shootout",
    SUSP: "suspended",
    INT: "suspended",
    FT: "finished",
    AET: "finished",
    PEN: "finished",
    PST: "postponed",
    CANC: "cancelled",
    ABD: "abandoned",
    AWD: "awarded",
    WO: "awarded",
  }),
);

/** ET, BT and LIVE each stand for several of our statuses: the minute decides. */
export function statusOf(short: string | undefined, minute: number | undefined): Status {
  switch (short) {
    case "ET":
      return (minute ?? 0) > 105 ? "extra_time_second_half" : "extra_time_first_half";
    case "BT":
      return (minute ?? 0) >= 105 ? "extra_time_half_time" : "extra_time_break";
    case "LIVE":
      if (minute === undefined) return "unknown";
      return minute > 45 ? "second_half" : "first_half";
    default:
      return STATUSES.get(short ?? "") ?? "unknown";
  }
}
