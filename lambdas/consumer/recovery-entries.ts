import type { Publication } from "../../modules/match/publication.ts";
import { privateView, type View } from "../../modules/match/view.ts";
import type { EntryFrames } from "../../modules/ports/recovery.ts";

/**
 * Entries of a match that one push keeps for recovery: more than a viewer is ever replayed, and no more than a
 * DynamoDB partition takes in a second, so that a backlog cannot hold up the push, and with it the shard.
 */
const MOST_KEPT = 500;

/** What is kept of each match for those who are away. */
export function recoverable(publications: readonly Publication[]): (EntryFrames & { view: View })[] {
  const byMatch = [...Map.groupBy(publications, ({ match_id }) => match_id).values()];
  return byMatch.flatMap((ofMatch) => [
    ...ofMatch
      .filter((publication) => publication.public)
      .slice(-MOST_KEPT)
      .map(({ match_id, seq, prev_public_seq, frames }) => ({
        view: "public" as const,
        match_id,
        seq,
        prev_seq: prev_public_seq,
        frames,
      })),
    ...ofMatch.slice(-MOST_KEPT).map(({ match_id, seq, frames }) => ({
      view: "private" as const,
      match_id,
      seq,
      prev_seq: seq - 1,
      frames: frames.map((frame) => privateView(frame, seq)),
    })),
  ]);
}
