import type { MatchFrame } from "../match/frame.ts";
import type { Positions, Snapshot } from "../match/state.ts";
import type { View } from "../match/view.ts";

/** A match as the sockets stage needs it, without Postgres. */
export interface StoredSnapshot {
  snapshot: Snapshot;
  /** Position of the public channels. */
  public_seq: number;
  /** Position of each type of event, for viewers who filter. */
  positions: Positions;
}

export interface SnapshotStore {
  /** Keeps the newest: a snapshot older than the stored one is ignored. */
  put(snapshots: readonly StoredSnapshot[]): Promise<void>;
  get(matchIds: readonly string[]): Promise<Map<string, StoredSnapshot>>;
}

/** What the viewers of one kind saw of one entry. */
export interface EntryFrames {
  match_id: string;
  seq: number;
  /** `seq` of the entry before it that they saw; 0 if none. */
  prev_seq: number;
  frames: readonly MatchFrame[];
}

export interface FramePage {
  /** In the order of `seq`. */
  entries: readonly EntryFrames[];
  /** Whether there are others in the direction asked for. */
  more: boolean;
}

/**
 * The frames of the last hours. It never has more than the log of the match, but may have less: what is old is
 * gone, and so is what is too large to be sent again. Each entry names the one before it, so a hole shows.
 */
export interface FrameLog {
  /** Each entry at most once; one that is there already is written again. */
  append(entries: readonly (EntryFrames & { view: View })[]): Promise<void>;
  /**
   * The first entries with `afterSeq < seq`, at most `limit`. Sees every `append` that has resolved.
   *
   * @param enough those after this `seq` may be left out
   */
  since(view: View, matchId: string, afterSeq: number, limit: number, enough?: number): Promise<FramePage>;
  /** The last entries with `seq < beforeSeq`, or the last of all, at most `limit`. */
  before(view: View, matchId: string, beforeSeq: number | undefined, limit: number): Promise<FramePage>;
}
