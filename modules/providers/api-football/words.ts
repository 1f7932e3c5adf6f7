import type { EventType } from "../../match/event.ts";
import type { Status } from "../../match/status.ts";

/** `status.short` where it says all there is to say. */
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

/** ET, BT and LIVE each stand for more than one of ours: the minute tells which. */
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

export type Kind = readonly [type: EventType, detail?: string];

/** `type/detail` of an event, in lower case, as our type and detail. A `Goal` may be a kick that missed. */
export const KINDS = new Map<string, Kind>(
  Object.entries({
    goal: ["goal"],
    "goal/normal goal": ["goal"],
    "goal/own goal": ["goal", "own_goal"],
    "goal/penalty": ["goal", "penalty"],
    "goal/missed penalty": ["penalty", "missed"],
    "card/yellow card": ["card", "yellow"],
    "card/second yellow card": ["card", "second_yellow"],
    "card/red card": ["card", "red"],
  }),
);
