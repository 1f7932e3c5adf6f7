import type { Status } from "../../match/status.ts";
import type { Fields } from "../kit/fields.ts";
import { count, nameOf, rowOf } from "./values.ts";

export interface TheirStatus {
  status?: Status;
  raw_status?: string;
}

/** `MatchInfo@Period` of F7 and F9. `FullTime90` and `FullTimePens` are breaks before extra time and the shootout. */
const F7_PERIODS: Readonly<Record<string, Status>> = {
  prematch: "scheduled",
  firsthalf: "first_half",
  halftime: "half_time",
  secondhalf: "second_half",
  fulltime90: "extra_time_break",
  extrafirsthalf: "extra_time_first_half",
  extrahalftime: "extra_time_half_time",
  extrasecondhalf: "extra_time_second_half",
  fulltimepens: "penalty_shootout",
  shootout: "penalty_shootout",
  fulltime: "finished",
  suspended: "suspended",
  postponed: "postponed",
  cancelled: "cancelled",
  abandoned: "abandoned",
  awarded: "awarded",
};

/** `Result@Type` of a match that did not end by the whistle. */
const F7_RESULTS: Readonly<Record<string, Status>> = {
  abandoned: "abandoned",
  postponed: "postponed",
  awarded: "awarded",
  cancelled: "cancelled",
  void: "cancelled",
};

/** `matchDetails.matchStatus` of SDAPI, apart from `Playing`. */
const SDAPI_STATUSES: Readonly<Record<string, Status>> = {
  fixture: "scheduled",
  played: "finished",
  suspended: "suspended",
  postponed: "postponed",
  cancelled: "cancelled",
  abandoned: "abandoned",
  awarded: "awarded",
};

/** `matchDetails.periodId` of a match that is `Playing`. */
const SDAPI_PERIODS: Readonly<Record<number, Status>> = {
  1: "first_half",
  10: "half_time",
  2: "second_half",
  11: "extra_time_break",
  3: "extra_time_first_half",
  12: "extra_time_half_time",
  4: "extra_time_second_half",
  13: "extra_time_second_half",
  5: "penalty_shootout",
};

export function f7Status(period: unknown, result: unknown): TheirStatus {
  return wordOf(F7_RESULTS, result) ?? wordOf(F7_PERIODS, period) ?? unknown(period);
}

export function sdapiStatus({ matchStatus, periodId }: Fields): TheirStatus {
  if (typeof matchStatus === "string" && matchStatus.toLowerCase() === "playing") {
    // A match in play without a known period: its events decide.
    const status = SDAPI_PERIODS[count(periodId) ?? -1];
    return status === undefined ? {} : { status };
  }
  return wordOf(SDAPI_STATUSES, matchStatus) ?? unknown(matchStatus);
}

function wordOf(words: Readonly<Record<string, Status>>, value: unknown): TheirStatus | undefined {
  const status = rowOf(
    words,
    nameOf(value)
      ?.toLowerCase()
      .replace(/[\s_-]/g, ""),
  );
  return status === undefined ? undefined : { status };
}

/** Keeps an unknown status as it is; it never passes for the end. */
function unknown(value: unknown): TheirStatus {
  const raw_status = nameOf(value);
  return raw_status === undefined ? {} : { status: "unknown", raw_status };
}
