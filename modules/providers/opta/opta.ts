import type { FeedItem } from "../../match/event.ts";
import { withoutRepeats } from "../kit/repeats.ts";
import type { DecodedBody, Delivery, Provider } from "../provider.ts";
import { parsed, parsedExactly } from "./body.ts";
import { canonicalEvents } from "./events.ts";
import { canonicalIncidents } from "./incidents.ts";
import { latest } from "./recency.ts";
import { documentsIn } from "./recognise.ts";
import type { Document } from "./record.ts";
import { announcement, standing } from "./reports.ts";

const MIB = 1024 * 1024;
/** Faults of a body that are told: the rest is more of the same. */
const MAX_FAULTS = 20;

/**
 * Opta: F24 and F7 as XML, F24 and F9 as packed JSON, MA3 and MA1 of Stats Perform's SDAPI. Which one a body is
 * it says itself. F24 and MA3 have events, F7, F9 and MA1 the summary of a match; a customer may have either
 * or both, in any order.
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

/** Announcement, events, standing: the order in which they make sense. */
function itemsOf({ match, events, incidents }: Document, delivery: Delivery): FeedItem[] {
  const happened = [
    ...(events ? canonicalEvents(match, events, delivery.received_at) : []),
    ...(incidents ? canonicalIncidents(match, incidents, delivery.received_at) : []),
  ];
  // What the body says of the score, it says knowing all its events.
  const as_of = latest([match.as_of, ...happened.map(({ occurred_at }) => occurred_at)]) ?? match.as_of;
  const dated = { ...match, as_of };
  return [
    ...announcement(dated).map((report) => ({ kind: "status" as const, report })),
    ...happened.map((event) => ({ kind: "event" as const, event })),
    ...standing(dated).map((report) => ({ kind: "status" as const, report })),
  ];
}

/** Whether any id comes twice. Looking for exact repeats is dear, and Opta's bodies have none. */
function repeats(items: readonly FeedItem[]): boolean {
  const ids = new Set(
    items.map((item) =>
      item.kind === "event" ? `${item.event.match_id} ${item.event.event_id}` : item.report.report_id,
    ),
  );
  return ids.size < items.length;
}
