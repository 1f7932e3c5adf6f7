import type { MatchEvent, MatchItem } from "./event.ts";
import type { StateSummary } from "./state.ts";
import type { Status } from "./status.ts";

/** What an item changed in its match; a missing field did not change. */
export interface Changes {
  status?: { from: Status; to: Status };
  score?: { reason: "goal" | "void" | "correction" };
  /** Teams, league, kick-off or the clock, from a status report. */
  info?: true;
}

/**
 * One numbered entry of a match's log: an item, its changes, and the state after it.
 * Frames are a pure function of it, so any function can push a stored entry again with the same result.
 */
export interface LogEntry {
  match_id: string;
  /** 1, 2, 3, ... without gaps. */
  seq: number;
  /** The entry before this one that public channels saw; 0 if none. */
  prev_public_seq: number;
  /** Whether public channels see it. */
  public: boolean;
  item: MatchItem;
  changes: Changes;
  state: StateSummary;
  /** The time it was applied, RFC 3339 UTC; the `timestamp` of its frames. */
  applied_at: string;
}

/** An event of the log: its last version, the number of that version, and what it changed. */
export interface KnownEvent {
  event: MatchEvent;
  /** 0 for the first version. */
  revision: number;
  changes: Changes;
}
