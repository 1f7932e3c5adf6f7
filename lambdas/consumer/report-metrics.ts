import { countedScore } from "../../modules/match/score-conflict.ts";
import type { Log } from "../../modules/runtime/log.ts";
import type { Metrics } from "../../modules/runtime/metrics.ts";
import type { StoredMatchBatch } from "./store.ts";

/** Logs and counts each new conflict between the score that a feed reported and the score of its events. */
export function reportConflicts(stored: readonly StoredMatchBatch[], log: Log, metrics: Metrics): void {
  for (const { state, hasNewConflict, outcomes } of stored) {
    const provider = outcomes.at(-1)?.provider;
    if (!hasNewConflict || provider === undefined) continue;
    const { match_id } = state;
    const counted = countedScore(state);
    log.warn("score conflict", {
      match_id,
      provider,
      shown: `${state.home_score}-${state.away_score}`,
      counted: `${counted.home_score}-${counted.away_score}`,
    });
    metrics.report({ ScoreConflict: 1 }, { provider, match_id });
  }
}

/** The shortest interval between two reports of a match's viewers: each report is a line in the log. */
const GAUGE_MS = 60_000;
const MAX_REMEMBERED = 10_000;

/** Makes a function that reports the viewers of matches, each match at most once a minute. */
export function viewerGauge(
  metrics: Metrics,
): (viewers: Readonly<Record<string, number>>, now: Date) => void {
  const reported = new Map<string, number>();
  return (viewers, now) => {
    if (reported.size > MAX_REMEMBERED) reported.clear();
    for (const [match_id, Viewers] of Object.entries(viewers)) {
      if (now.getTime() - (reported.get(match_id) ?? 0) < GAUGE_MS) continue;
      reported.set(match_id, now.getTime());
      metrics.report({ Viewers }, { match_id });
    }
  };
}
