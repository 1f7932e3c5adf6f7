import type { LogEntry } from "../../modules/match/entry.ts";
import { type MatchEvent, providerOf, type StreamItem } from "../../modules/match/event.ts";
import { eventKey } from "../../modules/ports/matches.ts";
import type { Reduction } from "../../modules/reducer/reduce-match.ts";
import { agreedOn, type Compared, namelessContentOf } from "./differences.ts";

/**
 * Whether everything the log has comes from what was read: only then is the match as a whole what that gives. A
 * consumer that was late may have written, after the first record came in, what an earlier one said.
 */
export function isCovered(
  entries: readonly LogEntry[],
  { write }: Reduction,
  items: readonly StreamItem[],
  { told, logged, began, listing }: Omit<Compared, "whole">,
): boolean {
  const same = agreedOn({ told, logged, whole: true, listing });
  const read = [...write.entries.map(({ item }) => item), ...items];
  const reports = new Set(read.flatMap(reportOf));
  const contents = new Set(read.flatMap(eventsOf).map((event) => sayingOf(event)));
  return entries.every(({ item, applied_at }) => {
    if (applied_at >= began || item.kind === "feed") return true;
    if (item.kind === "status") return reportOf(item).some((id) => reports.has(id));
    const key = eventKey(item.event);
    return (told.has(key) || same.has(key)) && isSaidIn(contents, item.event);
  });
}

function isSaidIn(contents: ReadonlySet<string>, event: MatchEvent): boolean {
  return contents.has(sayingOf(event)) || contents.has(sayingOf(event, "untold"));
}

/** What an event says, and of when. What is voided for being gone is so at the time of the list. */
function sayingOf(event: MatchEvent, period: string = event.period ?? "untold"): string {
  const at = event.operation === "void" ? "void" : event.occurred_at;
  return `${at} ${period} ${event.version} ${namelessContentOf(event, false)}`;
}

function eventsOf(item: StreamItem): MatchEvent[] {
  switch (item.kind) {
    case "event":
      return [item.event];
    case "sheet":
      return item.sheet.events;
    case "correction":
      return "event" in item.correction ? [item.correction.event] : [];
    default:
      return [];
  }
}

function reportOf(item: StreamItem): string[] {
  if (item.kind === "correction" && "report" in item.correction) {
    return reportOf({ kind: "status", report: item.correction.report });
  }
  return item.kind === "status" ? [`${providerOf(item)} ${item.report.report_id}`] : [];
}
