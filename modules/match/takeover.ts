import { eventToLog } from "./acting-feed.ts";
import type { FeedItem, MatchEvent, StatusReport } from "./event.ts";
import type { Feed, Ledger } from "./feeds.ts";
import { goalsFor } from "./score.ts";
import type { MatchState } from "./state.ts";
import { STATUSES } from "./status.ts";

/** Finds what the log misses when another feed takes over: the items that feed sent while it stood by. */

/** An item the log misses, and the event it comes from under the feed's own identity. */
interface MissedItem {
  item: FeedItem;
  feedEvent?: MatchEvent;
}

/** Finds the events a feed sent while it stood by and the log does not have, in the order of the feed. */
export function missedEvents(ledger: Ledger, provider: string): MissedItem[] {
  const feed = ledger.feeds[provider];
  if (!feed) return [];
  // Other feeds may have corrected its earlier events meanwhile.
  const since = feed.told.filter(({ place, of }) => place >= feed.stood_down || !of);
  return since
    .toSorted((a, b) => a.place - b.place)
    .flatMap((reported) => {
      const event = eventToLog(ledger, reported, undefined);
      return event ? [{ item: { kind: "event" as const, event }, feedEvent: reported.event }] : [];
    });
}

/** Finds the report a feed sent while it stood by. The log has its goals by now. */
export function missedReports(ledger: Ledger, provider: string, state: MatchState): StatusReport[] {
  const feed = ledger.feeds[provider];
  const report = feed?.report && reportAfterTakeover(withoutOldScore(feed, feed.report), state);
  return report ? [report] : [];
}

/** Longer than any match that is in play. */
const LONG_AGO_MS = 24 * 3_600_000;

/**
 * Reports the sum of the log's goals as the score, if the score of the silent feed was that sum. That score was dated
 * by the clock of that feed, so events of the next feed could seem to be in it already, or not yet.
 *
 * @param before the match before the takeover
 * @param at RFC 3339 UTC
 */
export function countedScoreReports(
  before: MatchState,
  state: MatchState,
  provider: string,
  at: string,
): StatusReport[] {
  if (state.score_given_at === undefined || !before.home_team || !before.away_team) return [];
  const isSum = (["home", "away"] as const).every(
    (side) => before[`${side}_score`] === goalsFor(before, side),
  );
  if (!isSum) return [];
  const occurred_at = new Date(Date.parse(at) - LONG_AGO_MS).toISOString();
  const score = { home_score: goalsFor(state, "home"), away_score: goalsFor(state, "away") };
  return [{ provider, report_id: "takeover", match_id: state.match_id, ...score, occurred_at }];
}

/** Drops the score of a report if the feed reported goals after it: the log counts those. */
function withoutOldScore({ told }: Feed, { report, place }: NonNullable<Feed["report"]>): StatusReport {
  if (!told.some((one) => one.event.event_type === "goal" && one.place > place)) return report;
  const { home_score: _, away_score: __, ...rest } = report;
  return rest;
}

/** Drops a status or clock of a report from before the takeover that would move the match back. */
function reportAfterTakeover(report: StatusReport, state: MatchState): StatusReport {
  const { status, raw_status, minute, extra_minute, ...rest } = report;
  const isBehind = status !== undefined && STATUSES.indexOf(status) < STATUSES.indexOf(state.status);
  const isEarlier = (minute ?? 0) + (extra_minute ?? 0) < state.minute + state.extra_minute;
  return {
    ...rest,
    ...(isBehind || status === undefined
      ? {}
      : { status, ...(raw_status === undefined ? {} : { raw_status }) }),
    ...(isBehind || isEarlier || minute === undefined ? {} : { minute, extra_minute: extra_minute ?? 0 }),
  };
}
