import { isKeyEvent, type MatchEvent, type StatusReport } from "./event.ts";
import { isFeed } from "./feed-health.ts";
import {
  type EventIdentity,
  type Feed,
  type FeedEvent,
  isSameIdentity,
  type Ledger,
  newFeed,
} from "./feeds.ts";
import { mergedFigures } from "./figures.ts";
import { withShortMetadata } from "./short-metadata.ts";
import type { SideOf } from "./similarity.ts";
import type { MatchState } from "./state.ts";
import { advance, afterWhistle } from "./status.ts";

/** Keeps the ledger: the feeds of a match, and how far the match has come by each of them. */

/**
 * Opens the ledger of a match when its second feed sends its first item, at `at`.
 *
 * @param known the last version of everything the first feed has in the log
 */
export function openLedger(
  acting: string,
  known: readonly MatchEvent[],
  { home_team, away_team, status, minute }: MatchState,
  at: string,
): Ledger {
  const happenings = known
    .filter((event) => isKeyEvent(event.event_type))
    .sort((a, b) => a.minute - b.minute)
    .map(withShortMetadata);
  if (!isFeed(acting)) return { feeds: {}, happenings };
  const told = happenings.map((event, place): FeedEvent => ({ event, place, of: identityOf(event) }));
  const teams = { ...(home_team && { home: home_team.id }), ...(away_team && { away: away_team.id }) };
  // The first feed counts as received now: nobody measured its silence while it was alone.
  const feed = { ...newFeed(at), status, minute, teams, told, places: told.length };
  return { feeds: { [acting]: feed }, happenings };
}

/** Finds the side of a team by its id in any feed of the match. */
export function sidesOf({ feeds }: Ledger, matchId: string): SideOf {
  const teams = Object.values(feeds).map((feed) => feed.teams);
  return (id) => {
    if (id === `${matchId}:home` || teams.some(({ home }) => home === id)) return "home";
    return id === `${matchId}:away` || teams.some(({ away }) => away === id) ? "away" : undefined;
  };
}

export function feedEventOf({ feeds }: Ledger, { provider, event_id }: EventIdentity): FeedEvent | undefined {
  return feeds[provider]?.told.find(({ event }) => event.event_id === event_id);
}

export function loggedEventOf({ happenings }: Ledger, identity: EventIdentity): MatchEvent | undefined {
  return happenings.find((event) => isSameIdentity(event, identity));
}

/** Moves the progress of a feed on by an event. */
export function withProgress(feed: Feed, event: MatchEvent): Feed {
  const minute = Math.max(feed.minute, event.minute + (event.extra_minute ?? 0));
  if (event.period === undefined || event.operation === "void") return { ...feed, minute };
  const move = event.event_type === "period_end" ? afterWhistle : advance;
  return { ...feed, minute, status: move(feed.status ?? "scheduled", event.period) };
}

/** Notes a report of a feed; fields it leaves out keep their value of an earlier report. */
export function withReport(feed: Feed, report: StatusReport): Feed {
  const { home_team, away_team, status, minute = 0, extra_minute = 0 } = report;
  return {
    ...feed,
    ...(status === undefined ? {} : { status }),
    minute: Math.max(feed.minute, minute + extra_minute),
    teams: {
      ...feed.teams,
      ...(home_team && { home: home_team.id }),
      ...(away_team && { away: away_team.id }),
    },
    report: mergedReport(feed, report),
    places: feed.places + 1,
  };
}

function mergedReport({ report: before, places }: Feed, report: StatusReport): Feed["report"] {
  if (!before) return { report, place: places };
  const { raw_status, extra_minute, ...rest } = before.report;
  const merged: StatusReport = {
    ...rest,
    ...(report.status === undefined && raw_status !== undefined ? { raw_status } : {}),
    ...(report.minute === undefined && extra_minute !== undefined ? { extra_minute } : {}),
    ...report,
    ...(before.report.team_stats &&
      report.team_stats && { team_stats: mergedFigures(before.report.team_stats, report.team_stats) }),
  };
  // A score holds from its own time on, and does not include the events reported after it.
  if (!isScored(before.report) || isScored(report)) return { report: merged, place: places };
  return { report: { ...merged, occurred_at: before.report.occurred_at }, place: before.place };
}

function isScored({ home_score, away_score }: StatusReport): boolean {
  return home_score !== undefined || away_score !== undefined;
}

export function withFeed(ledger: Ledger, provider: string, feed: Feed): Ledger {
  return { ...ledger, feeds: { ...ledger.feeds, [provider]: feed } };
}

export function identityOf({ provider, event_id }: EventIdentity): EventIdentity {
  return { provider, event_id };
}
