import type { Changes, LogEntry } from "../../modules/match/entry.ts";
import type { MatchEvent, StatusReport } from "../../modules/match/event.ts";
import type { FeedNotice } from "../../modules/match/feed-notice.ts";
import type { StateSummary } from "../../modules/match/state.ts";

/** An entry of the log as readers get it: the content of its frames, without the provider. */
export type PublicEntry = {
  match_id: string;
  seq: number;
  /** The last `seq` before this one that public channels saw; the `prev_seq` of its frames. */
  prev_seq: number;
  /** Whether public channels saw it. */
  public: boolean;
  /** RFC 3339 UTC: when it was applied; the `timestamp` of its frames. */
  timestamp: string;
  /** The fields of the match it changed. */
  changes: Changes;
  /** The match after it. */
  state: StateSummary;
} & (
  | { kind: "event"; data: Omit<MatchEvent, "provider"> }
  | { kind: "status"; data: Omit<StatusReport, "provider"> }
  | { kind: "feed"; data: FeedNotice }
);

export function publicEntry(entry: LogEntry): PublicEntry {
  const { match_id, seq, prev_public_seq, item, applied_at, changes, state } = entry;
  const common = {
    match_id,
    seq,
    prev_seq: prev_public_seq,
    public: entry.public,
    timestamp: applied_at,
    changes,
    state,
  };
  switch (item.kind) {
    case "event": {
      const { provider: _, ...data } = item.event;
      return { ...common, kind: "event", data };
    }
    case "status": {
      const { provider: _, ...data } = item.report;
      return { ...common, kind: "status", data };
    }
    case "feed":
      return { ...common, kind: "feed", data: item.feed };
  }
}
