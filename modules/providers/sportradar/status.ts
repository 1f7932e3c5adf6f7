import { PERIODS, type Period, type Status } from "../../match/status.ts";
import type { Fields } from "../kit/fields.ts";
import { textOf } from "../kit/loose.ts";

export interface TheirStatus {
  status?: Status;
  raw_status?: string;
}

/** Values of `match_status` and `status`. `live` is in play, in an unknown period. */
const STATUSES: ReadonlyMap<string, Status | "live"> = new Map<string, Status | "live">([
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

/** Statuses that outrank a period: over, or stopped. */
const DECISIVE: ReadonlySet<unknown> = new Set<Status>([
  "finished",
  "suspended",
  "postponed",
  "cancelled",
  "abandoned",
]);

/** The progress of the match by the events of the body. */
export interface Progress {
  /** The last period with events. */
  period?: Period | undefined;
  hasEnded: boolean;
}

/** Reads the status: `match_status` is detailed, `status` general. */
export function statusOf(given: Fields, progress: Progress): TheirStatus {
  const texts = [given.match_status, given.status].flatMap((word) => textOf(word) ?? []);
  const known = texts.flatMap((word) => STATUSES.get(word.toLowerCase()) ?? []);
  const found = known.find((word) => DECISIVE.has(word)) ?? known.find((word) => word !== "live") ?? known[0];
  if (found === undefined) return texts[0] === undefined ? {} : { status: "unknown", raw_status: texts[0] };
  if (found === "live") return progress.hasEnded ? { status: "finished" } : {};
  if (found === "finished") return { status: given.decided_by_fed === true ? "awarded" : "finished" };
  return { status: isOvertime(texts) ? overtime(progress) : found };
}

/** `overtime` alone is either half of it. */
function isOvertime(texts: readonly string[]): boolean {
  return texts[0]?.toLowerCase() === "overtime";
}

function overtime({ period }: Progress): Status {
  return period === "extra_time_second_half" ? period : "extra_time_first_half";
}

/** The period a status belongs to, played now or last; undefined if the status names none. */
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
