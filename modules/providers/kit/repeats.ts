import type { FeedItem } from "../../match/event.ts";

/**
 * Drops items equal to the last one of the same identity. An item equal to an earlier one, with another version in
 * between, goes back to that version and is no repeat.
 */
export function withoutRepeats(items: readonly FeedItem[]): FeedItem[] {
  const last = new Map<string, string>();
  return items.filter((item) => {
    const identity = identityOf(item);
    const content = JSON.stringify(item);
    if (last.get(identity) === content) return false;
    last.set(identity, content);
    return true;
  });
}

function identityOf(item: FeedItem): string {
  return item.kind === "event"
    ? JSON.stringify(["event", item.event.match_id, item.event.event_id])
    : JSON.stringify(["status", item.report.match_id, item.report.report_id]);
}
