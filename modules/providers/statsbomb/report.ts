import type { StatusReport, StreamItem } from "../../match/event.ts";
import type { Status } from "../../match/status.ts";
import { hashedId } from "../kit/identity.ts";
import type { Delivery } from "../provider.ts";
import { periodOf } from "./clock.ts";
import type { Raw } from "./record.ts";
import { PROVIDER } from "./values.ts";

export type Report = Partial<Omit<StatusReport, "provider" | "report_id" | "match_id" | "occurred_at">>;

/** Makes a report with an id made from its content: no body has a time, so an equal report is a repeat. */
export function reportOf(report: Report, match_id: string, { received_at }: Delivery): StreamItem {
  const report_id = hashedId("report", [match_id, report]);
  return {
    kind: "status",
    report: { provider: PROVIDER, report_id, match_id, ...report, occurred_at: received_at },
  };
}

/** The status after the last whistle of a period, by its number. */
const AFTER: Readonly<Record<number, Status>> = { 1: "half_time", 3: "extra_time_half_time" };
/** Events before the first kick. */
const BEFORE_KICK_OFF = new Set(["starting_xi", "tactical_shift", "camera_on", "camera_off"]);

/**
 * The status of a match after these events. Events are published once a match is over, so the end of the second half,
 * of extra time or of a shootout is the end of the match if nothing follows it.
 */
export function statusAfter(events: readonly Raw[]): Status {
  if (events.every(({ type }) => BEFORE_KICK_OFF.has(type))) return "scheduled";
  const period = events.at(-1)?.period ?? 1;
  const isOver = events.some((event) => event.type === "half_end" && event.period === period);
  return isOver ? (AFTER[period] ?? "finished") : periodOf(period);
}
