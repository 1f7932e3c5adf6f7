import { dueEvent } from "./due.ts";
import type { FeedItem, MatchEvent, StatusReport } from "./event.ts";
import type { Feed, Ledger } from "./feeds.ts";
import { goalsFor } from "./score.ts";
import type { MatchState } from "./state.ts";
import { STATUSES } from "./status.ts";

/** What the log is due when another feed takes over: what that one told while it stood by. */

/** Something the log is due, and the event it comes from under the feed's own identity. */
export interface Due {
  item: FeedItem;
  told?: MatchEvent;
}

/** What a feed told of events while it stood by and the log does not say, in the order it was told. */
export function dueEvents(ledger: Ledger, provider: string): Due[] {
  const feed = ledger.feeds[provider];
  if (!feed) return [];
  // What it told before may have been corrected by others meanwhile.
  const since = feed.told.filter(({ place, of }) => place >= feed.stood_down || !of);
  return since
    .toSorted((a, b) => a.place - b.place)
    .flatMap((told) => {
      const event = dueEvent(ledger, told, undefined);
      return event ? [{ item: { kind: "event" as const, event }, told: told.event }] : [];
    });
}

/** What a feed said of the match as a whole while it stood by; what it told of goals is in the log by now. */
export function dueReports(ledger: Ledger, provider: string, state: MatchState): StatusReport[] {
  const feed = ledger.feeds[provider];
  const report = feed?.report && dueReport(upToDate(feed, feed.report), state);
  return report ? [report] : [];
}

/** Before anything could happen in a match that is on. */
const LONG_AGO_MS = 24 * 3_600_000;

/**
 * The score of the feed that has fallen silent as the sum of the log's goals, if that is what it was. It was dated by
 * a clock of that feed: what the next one tells would seem to be in it already, or not yet.
 *
 * @param before the match before the takeover
 * @param at RFC 3339 UTC
 */
export function countedOn(
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

/** The report without its score, if the feed told of goals after it: what the log has of them counts. */
function upToDate({ told }: Feed, { report, place }: NonNullable<Feed["report"]>): StatusReport {
  if (!told.some((one) => one.event.event_type === "goal" && one.place > place)) return report;
  const { home_score: _, away_score: __, ...rest } = report;
  return rest;
}

/** A report from before the takeover: where the match has got to meanwhile, it does not go back. */
function dueReport(report: StatusReport, state: MatchState): StatusReport {
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
