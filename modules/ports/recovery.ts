import type { MatchFrame } from "../match/frame.ts";
import type { Positions, Snapshot } from "../match/state.ts";
import type { View } from "../match/view.ts";

/** The snapshot of a match and its positions, stored outside of Postgres for the functions that serve viewers. */
export interface StoredSnapshot {
  snapshot: Snapshot;
  /** Position of the public channels. */
  public_seq: number;
  /** Position of each type of event, for viewers who filter. */
  positions: Positions;
}

/** The last snapshot of each match: the consumer writes it before it posts, and all that serves viewers reads it. */
export interface SnapshotStore {
  /** Stores snapshots. Ignores one that is older, by `seq`, than the stored one. */
  put(snapshots: readonly StoredSnapshot[]): Promise<void>;
  /** By match id; unknown matches are missing. */
  get(matchIds: readonly string[]): Promise<Map<string, StoredSnapshot>>;
}

/** The frames of one entry as viewers with one view get them. */
export interface EntryFrames {
  match_id: string;
  seq: number;
  /** `seq` of the entry before it that they got; 0 if none. */
  prev_seq: number;
  frames: readonly MatchFrame[];
}

export interface FramePage {
  /** In the order of `seq`. */
  entries: readonly EntryFrames[];
  /** Whether there are further entries in the direction of the read. */
  more: boolean;
}

/**
 * The frames of the last hours. It has no entry that the log of the match lacks, but may lack some: old entries, and
 * entries that are too large to be replayed. Each entry names the one before it, so a hole is visible.
 */
export interface FrameLog {
  /** Adds entries, each at most once in a call. Replaces those that are stored already. */
  append(entries: readonly (EntryFrames & { view: View })[]): Promise<void>;
  /**
   * The first entries with `afterSeq < seq`, at most `limit`. Sees every `append` that has resolved.
   *
   * @param upToSeq the caller needs no entry after this `seq`
   */
  since(view: View, matchId: string, afterSeq: number, limit: number, upToSeq?: number): Promise<FramePage>;
  /** The last entries with `seq < beforeSeq`, or the last of all, at most `limit`. */
  before(view: View, matchId: string, beforeSeq: number | undefined, limit: number): Promise<FramePage>;
}
