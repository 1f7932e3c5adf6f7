import type { FeedItem, MatchEvent, StatusReport } from "./event.ts";
import { isFeed } from "./feed-health.ts";
import { type FeedEvent, isSameIdentity, type Ledger } from "./feeds.ts";
import { withTeamIds } from "./figures.ts";
import { loggedEventOf, sidesOf } from "./ledger.ts";
import { withShortMetadata } from "./short-metadata.ts";
import { compareTeams } from "./similarity.ts";
import type { MatchState } from "./state.ts";
import { withTeamOfSide } from "./team-of-side.ts";

/** Turns the events and reports of the acting feed into those the log keeps, under the ids the log has already. */

/**
 * Turns an event of the acting feed into the next version for the log; undefined if the log needs none. Feeds
 * describe one event in different ways, so the first report of another feed changes only what counts.
 *
 * @param before the last version the feed reported, if any
 */
export function eventToLog(
  ledger: Ledger,
  reported: FeedEvent,
  before: FeedEvent | undefined,
): MatchEvent | undefined {
  const { event, of } = reported;
  const logged = of && loggedEventOf(ledger, of);
  if (!logged) return event.operation === "void" ? undefined : event;
  const isNews =
    before?.of !== undefined && isSameIdentity(before.of, logged) && !isSameContent(before.event, event);
  if (!isNews && countsTheSame(ledger, event, logged)) return undefined;
  const operation = event.operation === "void" ? "void" : "update";
  if (isSameIdentity(event, logged)) return { ...event, operation };
  // Versions of two feeds cannot be compared.
  const { version: _, ...rest } = event;
  return { ...rest, provider: logged.provider, event_id: logged.event_id, operation };
}

/** Replaces the ids of teams and league by those of the match: another acting feed does not change who plays. */
export function withMatchIds(item: FeedItem, ledger: Ledger, state: MatchState): FeedItem {
  const ownId = (id: string) => {
    const side = sidesOf(ledger, state.match_id)(id);
    const team = side && (side === "home" ? state.home_team : state.away_team);
    return team?.id ?? id;
  };
  if (item.kind === "status")
    return { kind: "status", report: reportWithMatchIds(item.report, state, ownId) };
  const event = withTeamOfSide(item.event, state);
  const { team_id } = event;
  return team_id === undefined ? item : { kind: "event", event: { ...event, team_id: ownId(team_id) } };
}

function reportWithMatchIds(
  report: StatusReport,
  { home_team, away_team, league }: MatchState,
  ownId: (teamId: string) => string,
): StatusReport {
  const { team_stats } = report;
  return {
    ...report,
    ...(report.home_team && home_team ? { home_team: withKnownIdentity(report.home_team, home_team) } : {}),
    ...(report.away_team && away_team ? { away_team: withKnownIdentity(report.away_team, away_team) } : {}),
    ...(report.league && league ? { league: withKnownIdentity(report.league, league) } : {}),
    ...(team_stats && { team_stats: withTeamIds(team_stats, ownId) }),
  };
}

/** A reported team or league under the match's own id. Takes over the reported name only where the ids are the same. */
function withKnownIdentity<T extends { id: string; name?: string | undefined }>(reported: T, known: T): T {
  return reported.id === known.id || known.name === undefined ? { ...reported, id: known.id } : known;
}

/** Whether two versions of an event count the same in the score and the cards. */
function countsTheSame(ledger: Ledger, a: MatchEvent, b: MatchEvent): boolean {
  if (a.operation === "void" || b.operation === "void") return a.operation === b.operation;
  if (a.event_type === "card" && a.detail !== b.detail) return false;
  return compareTeams(a, b, sidesOf(ledger, a.match_id)) !== "different";
}

/** Whether two versions of an event differ in nothing but their version and time. */
function isSameContent(a: MatchEvent, b: MatchEvent): boolean {
  return (
    (a.operation === "void") === (b.operation === "void") &&
    contentOf(withShortMetadata(a)) === contentOf(withShortMetadata(b))
  );
}

function contentOf({ operation: _, occurred_at: __, version: ___, ...content }: MatchEvent): string {
  return JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Minutes in which a feed lists every goal it knows of. */
const LISTED_WITHIN = 3;

/**
 * Finds goals in the log that the complete list of the acting feed lacks: the feed that reported them stopped before
 * it could void them. Goals entered by hand stay until somebody voids them by hand.
 */
export function unlistedGoals({ happenings, feeds }: Ledger, provider: string): MatchEvent[] {
  const feed = feeds[provider];
  if (!feed) return [];
  return happenings.filter(
    (event) =>
      event.event_type === "goal" &&
      event.operation !== "void" &&
      isFeed(event.provider) &&
      event.minute + (event.extra_minute ?? 0) + LISTED_WITHIN <= feed.minute &&
      !feed.told.some((one) => one.of && isSameIdentity(one.of, event) && one.event.operation !== "void"),
  );
}
