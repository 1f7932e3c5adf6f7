import { PERIODS, type Period, type Status } from "../../match/status.ts";
import type { Fields } from "../custom/fields.ts";
import { wordsOf } from "../kit/loose.ts";

export interface TheirStatus {
  status?: Status;
  raw_status?: string;
}

/** Words of `match_status` and `status`. `live`: it is on, but nobody says where it stands. */
const WORDS: ReadonlyMap<string, Status | "live"> = new Map<string, Status | "live">([
  ["not_started", "scheduled"],
  ["started", "live"],
  ["live", "live"],
  ["inprogress", "live"],
  ["1st_half", "first_half"],
  ["halftime", "half_time"],
  ["2nd_half", "second_half"],
  ["awaiting_extra_time", "extra_time_break"],
  ["1st_extra", "extra_time_first_half"],
  ["extra_time_halftime", "extra_time_half_time"],
  ["2nd_extra", "extra_time_second_half"],
  ["overtime", "extra_time_first_half"],
  ["awaiting_penalties", "penalty_shootout"],
  ["penalties", "penalty_shootout"],
  ["ended", "finished"],
  ["closed", "finished"],
  ["aet", "finished"],
  ["ap", "finished"],
  ["postponed", "postponed"],
  ["delayed", "postponed"],
  ["start_delayed", "postponed"],
  ["cancelled", "cancelled"],
  ["canceled", "cancelled"],
  ["abandoned", "abandoned"],
  ["interrupted", "suspended"],
  ["suspended", "suspended"],
]);

/** What goes before any word for where a match stands: over, or stopped. */
const DECISIVE: ReadonlySet<unknown> = new Set<Status>([
  "finished",
  "suspended",
  "postponed",
  "cancelled",
  "abandoned",
]);

/** What the events of the body say of where the match stands. */
export interface Course {
  /** The last period there are events of. */
  period?: Period | undefined;
  hasEnded: boolean;
}

/** The status, told by `match_status` in detail and by `status` in general. */
export function statusOf(told: Fields, course: Course): TheirStatus {
  const said = [told.match_status, told.status].flatMap((word) => wordsOf(word) ?? []);
  const known = said.flatMap((word) => WORDS.get(word.toLowerCase()) ?? []);
  const found = known.find((word) => DECISIVE.has(word)) ?? known.find((word) => word !== "live") ?? known[0];
  if (found === undefined) return said[0] === undefined ? {} : { status: "unknown", raw_status: said[0] };
  if (found === "live") return course.hasEnded ? { status: "finished" } : {};
  if (found === "finished") return { status: told.decided_by_fed === true ? "awarded" : "finished" };
  return { status: isOvertime(said) ? overtime(course) : found };
}

/** `overtime` alone is either half of it. */
function isOvertime(said: readonly string[]): boolean {
  return said[0]?.toLowerCase() === "overtime";
}

function overtime({ period }: Course): Status {
  return period === "extra_time_second_half" ? period : "extra_time_first_half";
}

/** The period that is being played, or has last been played, in a status; nothing where it does not say. */
export function periodOf(status: Status | undefined): Period | undefined {
  if (status === undefined) return undefined;
  return PERIODS.find((period) => period === status) ?? BREAKS.get(status);
}

/** Breaks, by the period before them. */
const BREAKS: ReadonlyMap<Status, Period> = new Map<Status, Period>([
  ["half_time", "first_half"],
  ["extra_time_break", "second_half"],
  ["extra_time_half_time", "extra_time_first_half"],
]);
