import type { MatchEvent, MatchItem } from "./event.ts";
import type { StateSummary } from "./state.ts";
import type { Status } from "./status.ts";

/** What an item did to its match; what is missing did not change. */
export interface Changes {
  status?: { from: Status; to: Status };
  score?: { reason: "goal" | "void" | "correction" };
  /** Teams, league, kick-off or the clock, as told by a status report. */
  info?: true;
}

/**
 * One numbered entry of a match's log: an item, what it did and where the match then stood.
 * Frames are a pure function of it, so whatever was stored can be pushed again, by anyone, the same.
 */
export interface LogEntry {
  match_id: string;
  /** 1, 2, 3, ... without holes. */
  seq: number;
  /** The entry before this one that public channels saw; 0 if none. */
  prev_public_seq: number;
  /** Whether public channels see it. */
  public: boolean;
  item: MatchItem;
  changes: Changes;
  state: StateSummary;
  /** When it was applied; the `timestamp` of its frames. */
  applied_at: string;
}

/** An event as it stands in the log: its last version, how many there have been, and what the last one did. */
export interface KnownEvent {
  event: MatchEvent;
  /** 0 for the first version. */
  revision: number;
  changes: Changes;
}
