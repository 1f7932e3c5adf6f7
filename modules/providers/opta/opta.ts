import type { FeedItem } from "../../match/event.ts";
import { latestOf } from "../kit/instants.ts";
import { withoutRepeats } from "../kit/repeats.ts";
import type { DecodedBody, Delivery, Provider } from "../provider.ts";
import { parsed, parsedExactly } from "./body.ts";
import { canonicalEvents } from "./events.ts";
import { canonicalIncidents } from "./incidents.ts";
import { documentsIn } from "./recognise.ts";
import type { Document } from "./record.ts";
import { fixtureReport, progressReport } from "./reports.ts";

const MIB = 1024 * 1024;
/** Faults of a body that are reported; the rest is more of the same. */
const MAX_FAULTS = 20;

/**
 * Opta: F24 and F7 as XML, F24 and F9 as packed JSON, MA3 and MA1 of Stats Perform's SDAPI. A body
 * shows itself which one it is. F24 and MA3 have events, F7, F9 and MA1 the summary of a match; a customer may have
 * either or both, in any order.
 */
export const opta: Provider = {
  kinds: ["native"],
  formats: ["json", "xml"],
  limits: { sent: 5 * MIB, expanded: 32 * MIB },
  decode(body, _kind, delivery) {
    const read = parsed(body);
    if ("reason" in read) return { outcome: "unreadable", reason: read.reason };
    const decoded = decodeTree(read.tree, delivery);
    if (decoded.outcome !== "invalid") return decoded;
    const exact = parsedExactly(body);
    return exact && "tree" in exact ? decodeTree(exact.tree, delivery) : decoded;
  },
};

function decodeTree(tree: unknown, delivery: Delivery): DecodedBody {
  const documents = documentsIn(tree, delivery);
  const faults = documents.flatMap((read) => ("faults" in read ? read.faults : []));
  if (faults.length > 0) return { outcome: "invalid", faults: faults.slice(0, MAX_FAULTS) };

  const all = documents.flatMap((read) => ("document" in read ? itemsOf(read.document, delivery) : []));
  if (all.length === 0)
    return { outcome: "invalid", faults: [{ path: "$", reason: "says nothing of a match" }] };
  const items = repeats(all) ? withoutRepeats(all) : all;
  return { outcome: "items", items, received: all.length, duplicates: all.length - items.length };
}

/** Fixture report, events, progress report: the order in which they make sense. */
function itemsOf({ match, events, incidents }: Document, delivery: Delivery): FeedItem[] {
  const happened = [
    ...(events ? canonicalEvents(match, events, delivery.received_at) : []),
    ...(incidents ? canonicalIncidents(match, incidents, delivery.received_at) : []),
  ];
  // The score of a body includes all its events.
  const as_of = latestOf([match.as_of, ...happened.map(({ occurred_at }) => occurred_at)]) ?? match.as_of;
  const dated = { ...match, as_of };
  return [
    ...fixtureReport(dated).map((report) => ({ kind: "status" as const, report })),
    ...happened.map((event) => ({ kind: "event" as const, event })),
    ...progressReport(dated).map((report) => ({ kind: "status" as const, report })),
  ];
}

/** Whether any id comes twice. Comparing whole items is slow, and Opta's bodies have no exact repeats. */
function repeats(items: readonly FeedItem[]): boolean {
  const ids = new Set(
    items.map((item) =>
      item.kind === "event" ? `${item.event.match_id} ${item.event.event_id}` : item.report.report_id,
    ),
  );
  return ids.size < items.length;
}
