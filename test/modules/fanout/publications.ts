import type { MatchFrame } from "../../../modules/match/frame.ts";
import type { Publication } from "../../../modules/match/publication.ts";

/** What is told of an entry of a match; a corner that everybody sees, unless told otherwise. */
export function publicationOf(overrides: Partial<Publication> = {}): Publication {
  const { match_id = "1", seq = 1 } = overrides;
  const frame: MatchFrame = {
    type: "match_status",
    channel: `match:${match_id}`,
    match_id,
    seq,
    prev_seq: seq - 1,
    timestamp: "2024-11-20T10:30:00.000Z",
    state: { home_score: 0, away_score: 0, status: "first_half", minute: 1, extra_minute: 0 },
    match: { sport: "football" },
    data: { old_status: "scheduled", status: "first_half" },
  };
  return {
    match_id,
    seq,
    prev_public_seq: seq - 1,
    public: true,
    topics: [`match:${match_id}`],
    frames: [frame],
    urgent: false,
    ...overrides,
  };
}

/** Statistics at the position `seq`. */
export function statsOf(match_id: string, seq: number): Publication {
  const { frames, ...publication } = publicationOf({ match_id, seq, prev_public_seq: seq });
  const stats = frames.map((frame) => ({ ...frame, type: "stats_update", prev_seq: seq }) as MatchFrame);
  return { ...publication, frames: stats };
}
