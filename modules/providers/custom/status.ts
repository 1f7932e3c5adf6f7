import { type StatusReport, statusReport } from "../../match/event.ts";
import { STATUSES } from "../../match/status.ts";
import { fault, faultsOf } from "../kit/faults.ts";
import { type Fields, isFields } from "../kit/fields.ts";
import { hashedId } from "../kit/identity.ts";
import type { Delivery } from "../provider.ts";
import { type Reader, withoutNulls } from "./fields.ts";

const KNOWN: ReadonlySet<unknown> = new Set(STATUSES);
/** Stands in while a report is checked, since its id may be made from the checked report. */
const NO_ID = "auto";

/** Reads the status reports of one delivery. */
export function statusReader(delivery: Delivery): Reader {
  return (entry, at, index) => {
    if (!isFields(entry)) return [fault(at, "must be an object")];
    const fields = nested(withoutNulls(entry));
    const timed = fields.occurred_at !== undefined;
    const input = {
      occurred_at: delivery.received_at,
      ...withOurStatus(fields),
      provider: "custom",
      report_id: NO_ID,
    };
    const result = statusReport.safeParse(input);
    if (!result.success) {
      // The sender wrote `status`, whatever we then keep it as.
      return faultsOf(result.error, input, at).map(({ path, reason }) => ({
        path: path.replace(/raw_status$/, "status"),
        reason,
      }));
    }
    const report = { ...result.data, report_id: reportId(result.data, timed, delivery, index) };
    return { kind: "status", report };
  };
}

/** Keeps an unknown status as `raw_status`; it must never pass for a known one. */
function withOurStatus({ raw_status, ...fields }: Fields): Fields {
  const { status } = fields;
  if (status === undefined) return fields;
  if (!KNOWN.has(status)) return { ...fields, status: "unknown", raw_status: status };
  return status === "unknown" && raw_status !== undefined ? { ...fields, raw_status } : fields;
}

function nested({ team_stats, ...fields }: Fields): Fields {
  return {
    ...withoutInnerNulls(fields),
    ...(team_stats === undefined
      ? {}
      : { team_stats: isFields(team_stats) ? withoutInnerNulls(withoutNulls(team_stats)) : team_stats }),
  };
}

/** The fields without what is null one level down. */
function withoutInnerNulls(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, isFields(value) ? withoutNulls(value) : value]),
  );
}

/**
 * Makes the id by which the reconciler knows a report again. The sender's own id of the delivery is best; without one, the
 * id of a report with `occurred_at` is made from its content. A report without either may equal a second one that is
 * just as valid (a score corrected, corrected back, and corrected again), so it counts as new.
 */
function reportId(report: StatusReport, timed: boolean, delivery: Delivery, index: number): string {
  const { webhook_id, request_id } = delivery;
  if (webhook_id !== undefined) return hashedId("report", ["webhook-id", webhook_id, index]);
  if (timed) return hashedId("report", ["content", report]);
  return hashedId("report", ["request", request_id, index]);
}
