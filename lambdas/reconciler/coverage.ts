import type { LogEntry } from "../../modules/match/entry.ts";
import { type MatchEvent, providerOf, type StreamItem } from "../../modules/match/event.ts";
import { eventKey } from "../../modules/ports/matches.ts";
import type { Reduction } from "../../modules/reducer/reduce-match.ts";
import { agreedOn, type Compared, namelessContentOf } from "./differences.ts";

/**
 * Whether every entry of the log comes from the records that were read: only then does reducing them give the whole
 * match. A late consumer may have stored an earlier record after the first of these arrived.
 */
export function isCovered(
  entries: readonly LogEntry[],
  { write }: Reduction,
  items: readonly StreamItem[],
  { expected, logged, began, listProviders }: Omit<Compared, "isComplete">,
): boolean {
  const same = agreedOn({ expected, logged, isComplete: true, listProviders });
  const read = [...write.entries.map(({ item }) => item), ...items];
  const reports = new Set(read.flatMap(reportKeysOf));
  const contents = new Set(read.flatMap(eventsOf).map((event) => datedContentOf(event)));
  return entries.every(({ item, applied_at }) => {
    if (applied_at >= began || item.kind === "feed") return true;
    if (item.kind === "status") return reportKeysOf(item).some((id) => reports.has(id));
    const key = eventKey(item.event);
    return (expected.has(key) || same.has(key)) && isContainedIn(contents, item.event);
  });
}

function isContainedIn(contents: ReadonlySet<string>, event: MatchEvent): boolean {
  return contents.has(datedContentOf(event)) || contents.has(datedContentOf(event, "unknown"));
}

/** The content and time of an event. A list voids what it lacks, at its own time, so a void has no time here. */
function datedContentOf(event: MatchEvent, period: string = event.period ?? "unknown"): string {
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

function reportKeysOf(item: StreamItem): string[] {
  if (item.kind === "correction" && "report" in item.correction) {
    return reportKeysOf({ kind: "status", report: item.correction.report });
  }
  return item.kind === "status" ? [`${providerOf(item)} ${item.report.report_id}`] : [];
}
