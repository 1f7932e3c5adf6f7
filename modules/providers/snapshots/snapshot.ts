import { type Clock, isLater } from "../../match/clock.ts";
import type { League, MatchEvent, StatusReport, StreamItem, Team } from "../../match/event.ts";
import type { FiguresByTeam } from "../../match/figures.ts";
import type { Status } from "../../match/status.ts";
import { defined } from "../kit/fields.ts";
import type { Score } from "../kit/goals.ts";
import { hashedId } from "../kit/identity.ts";

/** A match at one time, in a feed without event ids. */
export interface VendorSnapshot {
  provider: string;
  match_id: string;
  kick_off?: string | undefined;
  home_team?: Team | undefined;
  away_team?: Team | undefined;
  league?: League | undefined;
  sport?: string | undefined;
  status?: Status | undefined;
  raw_status?: string | undefined;
  clock?: Clock | undefined;
  /** Without the kicks of a shootout. */
  score?: Score | undefined;
  /** The vendor's own counts. */
  team_stats?: FiguresByTeam | undefined;
  /** `isWhole`: `events` has every event the vendor has of the match. */
  list?: { events: MatchEvent[]; isWhole: boolean } | undefined;
  /** The time the body was made, or else received. */
  as_of: string;
  /** A time before anything could happen in the match. */
  before: string;
}

/**
 * Turns a snapshot into items: the teams, the event list, and the status and score after it.
 *
 * A given score holds from its time on and includes the events up to then (docs/adr/0004). Where it is the
 * sum of the goals listed, it comes last and is dated before all of them: then a goal that the next snapshot
 * brings moves it by itself, and so does one that it takes back. Where it is not, goals are late or in dispute:
 * it comes first and is dated after them, so that neither these goals nor the late ones are counted again.
 */
export function itemsOf(snapshot: VendorSnapshot): StreamItem[] {
  const { provider, match_id, list, score, as_of, before } = snapshot;
  const { kick_off, home_team, away_team, league, sport, status, raw_status, team_stats } = snapshot;
  const report = reporter(provider, match_id);
  const given = score && { home_score: score.home, away_score: score.away };
  const announced = { kick_off, home_team, away_team, league, sport };
  // With the statistics, which include the events listed: they have been counted by then.
  const course = { status, raw_status, ...clockFields(snapshot), team_stats };
  if (!list) return report({ ...announced, ...given, ...course }, as_of);

  const isSum = agrees(snapshot);
  const { events } = list;
  const retract = retractOf(snapshot, isSum);
  const now = [as_of, ...events.map((event) => event.occurred_at)].toSorted().at(-1) ?? as_of;
  return [
    ...report(isSum ? announced : { ...announced, ...given }, now),
    ...(events.length > 0 || retract !== "none"
      ? [{ kind: "sheet" as const, sheet: { provider, match_id, events, retract, occurred_at: as_of } }]
      : []),
    ...report(isSum ? { ...given } : {}, before),
    ...report(course, now),
  ];
}

type Content = Omit<Partial<StatusReport>, "provider" | "match_id" | "report_id" | "occurred_at">;

/** Makes reports whose id leaves the time out: an equal report that comes later is a repeat. */
function reporter(provider: string, match_id: string) {
  return (fields: Content, occurred_at: string): StreamItem[] => {
    const content = defined(fields);
    if (Object.keys(content).length === 0) return [];
    const report_id = hashedId("report", [match_id, content]);
    return [{ kind: "status", report: { provider, report_id, match_id, ...content, occurred_at } }];
  };
}

/** The clock of the vendor, unless an event it lists is ahead of it: it must not run backwards after that. */
function clockFields({ clock, list }: VendorSnapshot): Content {
  if (!clock) return {};
  const now = (list?.events ?? [])
    .map(({ minute, extra_minute = 0 }): Clock => ({ minute, extra_minute }))
    .reduce((latest, one) => (isLater(one, latest) ? one : latest), clock);
  return { minute: now.minute, extra_minute: now.extra_minute || undefined };
}

/** Whether the score is the sum of the goals listed. */
function agrees({ list, score, home_team, away_team }: VendorSnapshot): boolean {
  if (!list || !score) return false;
  const counted: Score = { home: 0, away: 0 };
  for (const { event_type, detail, period, team_id } of list.events) {
    if (event_type !== "goal" || period === "penalty_shootout") continue;
    const isHome = team_id !== undefined && team_id === home_team?.id;
    if (!isHome && (team_id === undefined || team_id !== away_team?.id)) return false;
    counted[isHome === (detail !== "own_goal") ? "home" : "away"] += 1;
  }
  return counted.home === score.home && counted.away === score.away;
}

/**
 * Which events the list voids by leaving them out. An empty list with a score above 0-0, or without a score, is one
 * the vendor does not keep or has lost for a moment.
 */
function retractOf({ list, score }: VendorSnapshot, isSum: boolean): "all" | "no_goals" | "none" {
  if (!list?.isWhole) return "none";
  if (score && isSum) return "all";
  return list.events.length === 0 ? "none" : "no_goals";
}
