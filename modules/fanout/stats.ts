import { createHash } from "node:crypto";
import { topicsOf } from "../match/channels.ts";
import { statsFrame } from "../match/frame.ts";
import type { Publication } from "../match/publication.ts";
import { type MatchState, newMatch, snapshot, summary } from "../match/state.ts";
import { isPlaying } from "../match/status.ts";
import type { SentStats } from "../ports/matches.ts";

/** Statistics that viewers do not have yet. */
export interface StatsUpdate {
  publication: Publication;
  /** What to store once they are posted. */
  sent: SentStats;
  /** Whether they must be posted now: the period is over, and the next push may be far away. */
  isFinal: boolean;
}

/**
 * The latest statistics of a match; undefined if viewers have them already.
 *
 * @param publications of the same push; the statistics go to the channels of the last one. It is empty if only figures
 * that the vendor counts itself have changed
 * @param last `stats_sent` of `StoredMatch`
 */
export function statsUpdateOf(
  match: MatchState,
  publications: readonly Publication[],
  last: SentStats | null,
  now: Date,
): StatsUpdate | undefined {
  const digest = digestOf(match);
  const topics = publications.at(-1)?.topics ?? topicsOfGiven(match);
  if (!topics || digest === (last?.digest ?? EMPTY_DIGEST)) return undefined;
  const at = now.toISOString();
  const { match_id, seq, public_seq } = match;
  const frames = [statsFrame(match, at)];
  return {
    publication: { match_id, seq, prev_public_seq: public_seq, public: true, topics, frames, urgent: false },
    sent: { at, digest },
    isFinal: publications.some(endsPeriod),
  };
}

/**
 * Whether viewers lack figures that the vendor counts itself. They are no entry of the log, so nothing else shows that
 * there is something to push.
 */
export function hasUnsentStats(match: MatchState, last: SentStats | null): boolean {
  return match.given_stats !== undefined && digestOf(match) !== (last?.digest ?? EMPTY_DIGEST);
}

function topicsOfGiven(match: MatchState): string[] | undefined {
  return match.given_stats && topicsOf(match, { state: summary(match), changes: {} });
}

/** The statistics that viewers of these matches do not have yet, by match. */
export function statsUpdatesOf(
  due: readonly { state: MatchState; stats_sent: SentStats | null }[],
  publications: readonly Publication[],
  now: Date,
): Map<string, StatsUpdate> {
  const byMatch = Map.groupBy(publications, ({ match_id }) => match_id);
  return new Map(
    due.flatMap(({ state, stats_sent }) => {
      const update = statsUpdateOf(state, byMatch.get(state.match_id) ?? [], stats_sent, now);
      return update ? [[state.match_id, update]] : [];
    }),
  );
}

const SHORTEST_INTERVAL_MS = 1_000;

/** The interval, in ms, between statistics for so many viewers with so many posts per second; at least a second. */
export function statsInterval(viewers: number, postsPerSecond: number): number {
  return Math.max(SHORTEST_INTERVAL_MS, (1_000 * viewers) / postsPerSecond);
}

/** Whether to post statistics now: once in `intervalMs`, whichever instance posted the last ones. */
export function isDue({ sent, isFinal }: StatsUpdate, last: SentStats | null, intervalMs: number): boolean {
  return isFinal || last === null || Date.parse(sent.at) - Date.parse(last.at) >= intervalMs;
}

function endsPeriod({ frames }: Publication): boolean {
  return frames.some(
    (frame) =>
      (frame.type === "match_event" && frame.data.event_type === "period_end") ||
      (frame.type === "match_status" && isPlaying(frame.data.old_status) && !isPlaying(frame.data.status)),
  );
}

function digestOf(match: MatchState): string {
  const stats = JSON.stringify(snapshot(match).stats);
  return createHash("sha256").update(stats).digest("base64url").slice(0, 16);
}

/** The digest of a match in which nothing has happened: what viewers have before the first statistics. */
const EMPTY_DIGEST = digestOf(newMatch(""));
