import type { FeedItem, MatchEvent, StatusReport } from "./event.ts";
import { isFeed } from "./feed-health.ts";
import { type FeedEvent, isSame, type Ledger } from "./feeds.ts";
import { byTeam } from "./figures.ts";
import { loggedEventOf, sidesOf } from "./ledger.ts";
import { teamsOf } from "./similarity.ts";
import { slim } from "./slim.ts";
import type { MatchState } from "./state.ts";
import { withTeamOfSide } from "./team-of-side.ts";

/** What the log is due of what the acting feed says: under the identities and in the terms the log has already. */

/**
 * An event of the acting feed as the log is to have it, or nothing if that is what the log says. Feeds describe one
 * thing in many ways, so that the first word of another feed on a happening changes only what counts.
 *
 * @param before what the feed said of it before, if anything
 */
export function dueEvent(
  ledger: Ledger,
  told: FeedEvent,
  before: FeedEvent | undefined,
): MatchEvent | undefined {
  const { event, of } = told;
  const happening = of && loggedEventOf(ledger, of);
  if (!happening) return event.operation === "void" ? undefined : event;
  const isNews =
    before?.of !== undefined && isSame(before.of, happening) && !saysTheSame(before.event, event);
  if (!isNews && countsTheSame(ledger, event, happening)) return undefined;
  const operation = event.operation === "void" ? "void" : "update";
  if (isSame(event, happening)) return { ...event, operation };
  // Versions of two feeds cannot be compared.
  const { version: _, ...rest } = event;
  return { ...rest, provider: happening.provider, event_id: happening.event_id, operation };
}

/** The item with the ids the match has for its teams and league: who plays does not change with who tells it. */
export function inItsTerms(item: FeedItem, ledger: Ledger, state: MatchState): FeedItem {
  const ownId = (id: string) => {
    const side = sidesOf(ledger, state.match_id)(id);
    const team = side && (side === "home" ? state.home_team : state.away_team);
    return team?.id ?? id;
  };
  if (item.kind === "status") return { kind: "status", report: reportInItsTerms(item.report, state, ownId) };
  const event = withTeamOfSide(item.event, state);
  const { team_id } = event;
  return team_id === undefined ? item : { kind: "event", event: { ...event, team_id: ownId(team_id) } };
}

function reportInItsTerms(
  report: StatusReport,
  { home_team, away_team, league }: MatchState,
  ownId: (teamId: string) => string,
): StatusReport {
  const { team_stats } = report;
  return {
    ...report,
    ...(report.home_team && home_team ? { home_team: renamed(report.home_team, home_team) } : {}),
    ...(report.away_team && away_team ? { away_team: renamed(report.away_team, away_team) } : {}),
    ...(report.league && league ? { league: renamed(report.league, league) } : {}),
    ...(team_stats && { team_stats: byTeam(team_stats, ownId) }),
  };
}

/** A name is only taken over for the id it was told with. */
function renamed<T extends { id: string; name?: string | undefined }>(told: T, known: T): T {
  return told.id === known.id || known.name === undefined ? { ...told, id: known.id } : known;
}

/** Whether two versions of a happening come to the same in the score and the cards. */
function countsTheSame(ledger: Ledger, a: MatchEvent, b: MatchEvent): boolean {
  if (a.operation === "void" || b.operation === "void") return a.operation === b.operation;
  if (a.event_type === "card" && a.detail !== b.detail) return false;
  return teamsOf(a, b, sidesOf(ledger, a.match_id)) !== "different";
}

/** Whether a feed repeats itself, apart from which version it is and when it was entered. */
function saysTheSame(a: MatchEvent, b: MatchEvent): boolean {
  return (a.operation === "void") === (b.operation === "void") && contentOf(slim(a)) === contentOf(slim(b));
}

function contentOf({ operation: _, occurred_at: __, version: ___, ...content }: MatchEvent): string {
  return JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Minutes within which a feed has listed a goal that it knows of. */
const LISTED_WITHIN = 3;

/**
 * Goals in the log that the acting feed does not have in a list that is complete: the feed that told of them fell
 * silent before it could take them back. What people entered by hand is theirs to take back.
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
      !feed.told.some((told) => told.of && isSame(told.of, event) && told.event.operation !== "void"),
  );
}
