import type { Publication } from "../../modules/match/publication.ts";
import { privateView, type View } from "../../modules/match/view.ts";
import type { EntryFrames } from "../../modules/ports/recovery.ts";

/**
 * The most entries of a match that one push stores for recovery: more than a viewer is ever replayed, and no more than
 * a DynamoDB partition takes in a second, so that a backlog does not delay the push, and with it the shard.
 */
const MAX_ENTRIES = 500;

/** The entries to append to the frame log, by which viewers who return get what they missed. */
export function frameLogEntries(publications: readonly Publication[]): (EntryFrames & { view: View })[] {
  const byMatch = [...Map.groupBy(publications, ({ match_id }) => match_id).values()];
  return byMatch.flatMap((ofMatch) => [
    ...ofMatch
      .filter((publication) => publication.public)
      .slice(-MAX_ENTRIES)
      .map(({ match_id, seq, prev_public_seq, frames }) => ({
        view: "public" as const,
        match_id,
        seq,
        prev_seq: prev_public_seq,
        frames,
      })),
    ...ofMatch.slice(-MAX_ENTRIES).map(({ match_id, seq, frames }) => ({
      view: "private" as const,
      match_id,
      seq,
      prev_seq: seq - 1,
      frames: frames.map((frame) => privateView(frame, seq)),
    })),
  ]);
}
