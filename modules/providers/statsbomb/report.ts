import type { StatusReport, StreamItem } from "../../match/event.ts";
import { hashedId } from "../kit/identity.ts";
import type { Delivery } from "../provider.ts";
import { PROVIDER } from "./ids.ts";

export type Report = Partial<Omit<StatusReport, "provider" | "report_id" | "match_id" | "occurred_at">>;

/** The id is that of the content: no body says when it was made, so one that comes again says nothing new. */
export function reportOf(report: Report, match_id: string, { received_at }: Delivery): StreamItem {
  const report_id = hashedId("report", [match_id, report]);
  return {
    kind: "status",
    report: { provider: PROVIDER, report_id, match_id, ...report, occurred_at: received_at },
  };
}
