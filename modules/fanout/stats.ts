import { createHash } from "node:crypto";
import { topicsOf } from "../match/channels.ts";
import { statsFrame } from "../match/frame.ts";
import type { Publication } from "../match/publication.ts";
import { type MatchState, newMatch, snapshot, summary } from "../match/state.ts";
import { isPlaying } from "../match/status.ts";
import type { SentStats } from "../ports/matches.ts";

/** Statistics that viewers have not been told. */
export interface StatsUpdate {
  publication: Publication;
  /** To be remembered once they have. */
  sent: SentStats;
  /** Not to be put off: the period is over, and nothing may follow for long. */
  final: boolean;
}

/**
 * The statistics of a match, if they are not those that viewers were last told: the latest only, whatever was
 * passed over before.
 *
 * @param tellings of the same push; the news goes to the viewers of the last. There are none where all that is new is
 * what the vendor itself counts
 * @param last what `StoredMatch` has
 */
export function statsUpdateOf(
  match: MatchState,
  publications: readonly Publication[],
  last: SentStats | null,
  now: Date,
): StatsUpdate | undefined {
  const digest = digestOf(match);
  const topics = publications.at(-1)?.topics ?? topicsOfGiven(match);
  if (!topics || digest === (last?.digest ?? UNTOLD)) return undefined;
  const at = now.toISOString();
  const { match_id, seq, public_seq } = match;
  const frames = [statsFrame(match, at)];
  return {
    publication: { match_id, seq, prev_public_seq: public_seq, public: true, topics, frames, urgent: false },
    sent: { at, digest },
    final: publications.some(endsPeriod),
  };
}

/**
 * Whether a vendor's own figures may be what viewers have not been told: these are no entry of the log, so that
 * nothing else says that there is something to push.
 */
export function hasUnsentStats(match: MatchState, last: SentStats | null): boolean {
  return match.given_stats !== undefined && digestOf(match) !== (last?.digest ?? UNTOLD);
}

function topicsOfGiven(match: MatchState): string[] | undefined {
  return match.given_stats && topicsOf(match, { state: summary(match), changes: {} });
}

/** The statistics of matches that are being pushed, where they are news; by match. */
export function statsUpdatesOf(
  due: readonly { state: MatchState; stats_sent: SentStats | null }[],
  publications: readonly Publication[],
  now: Date,
): Map<string, StatsUpdate> {
  const byMatch = Map.groupBy(publications, ({ match_id }) => match_id);
  return new Map(
    due.flatMap(({ state, stats_sent }) => {
      const news = statsUpdateOf(state, byMatch.get(state.match_id) ?? [], stats_sent, now);
      return news ? [[state.match_id, news]] : [];
    }),
  );
}

/** Milliseconds. */
const SHORTEST_INTERVAL_MS = 1_000;

/** How often so many viewers can be told statistics with so many posts a second, in ms; at most once a second. */
export function statsInterval(viewers: number, postsPerSecond: number): number {
  return Math.max(SHORTEST_INTERVAL_MS, (1_000 * viewers) / postsPerSecond);
}

/** Whether it is time for the news: once in `intervalMs`, whichever instance told the last. */
export function isDue({ sent, final }: StatsUpdate, last: SentStats | null, intervalMs: number): boolean {
  return final || last === null || Date.parse(sent.at) - Date.parse(last.at) >= intervalMs;
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

/** What viewers know of a match in which nothing has happened. */
const UNTOLD = digestOf(newMatch(""));
