import { type Clock, isLater } from "../../match/clock.ts";
import { plainName } from "../../match/names.ts";
import { periodAt } from "../kit/clock.ts";
import { type Path, recordFaults } from "../kit/faults.ts";
import { instantOf } from "../kit/instants.ts";
import { textOf } from "../kit/loose.ts";
import { leagueOf, ourId, teamOf } from "../kit/named.ts";
import type { Delivery, Fault } from "../provider.ts";
import { nowAt } from "../snapshots/anchors.ts";
import { type Read, tooMany } from "../snapshots/decode.ts";
import { eventsOf, type ListedEvent } from "../snapshots/listed-event.ts";
import type { VendorSnapshot } from "../snapshots/snapshot.ts";
import { type Match, matchBody } from "./body.ts";
import { cardsOf, goalsOf, scoreOf, substitutionsOf, videosOf } from "./entries.ts";
import { figuresIn } from "./statistics.ts";
import { statusAndClockOf } from "./status.ts";

const PROVIDER = "allsports";
const DAY = 86_400_000;

/** Reads one match of a body. */
export function readMatch(record: unknown, at: Path, delivery: Delivery): Read | Fault[] {
  const result = matchBody.safeParse(record);
  if (!result.success) {
    return recordFaults(result.error, record, at);
  }
  const match = result.data;
  const { goalscorers, cards, substitutes, vars } = match;
  const crowd = tooMany(at, goalscorers, cards, substitutes, vars.home_team, vars.away_team);
  if (crowd.length > 0) return crowd;
  const announced = announcedOf(match, delivery);
  const snapshot = { ...announced, team_stats: figuresIn(match, announced) };
  return {
    snapshot: { ...snapshot, list: listOf(match, snapshot, delivery) },
    identity: fixtureOf(match),
    precedence: lowestFirst(match.event_key),
  };
}

/**
 * Identifies a match by its teams and time. Some bodies have one match under two keys: the lower key is used then, so
 * that the order of the two makes no difference.
 */
function fixtureOf({ event_key, ...match }: Match): string {
  const { event_date, event_time, league_key } = match;
  const home = match.home_team_key ?? plainName(match.event_home_team ?? "");
  const away = match.away_team_key ?? plainName(match.event_away_team ?? "");
  return home && away && event_date
    ? JSON.stringify([event_date, event_time, league_key, home, away])
    : event_key;
}

/** Text that is the greater the lower the number is. */
function lowestFirst(key: string): string {
  return key.padStart(100, "0").replace(/\d/g, (digit) => String(9 - Number(digit)));
}

function announcedOf(match: Match, { received_at }: Delivery): VendorSnapshot {
  const match_id = ourId(PROVIDER, match.event_key);
  const { status, clock } = statusAndClockOf(match.event_status);
  const home = { id: match.home_team_key, name: match.event_home_team };
  const away = { id: match.away_team_key, name: match.event_away_team };
  return {
    provider: PROVIDER,
    match_id,
    // No kick-off: date and time are in the time zone of the vendor's customer, which the body does not name.
    home_team: teamOf(PROVIDER, match_id, "home", home),
    away_team: teamOf(PROVIDER, match_id, "away", away),
    league: leagueOf(PROVIDER, { id: match.league_key, name: match.league_name }),
    status,
    raw_status: status === "unknown" ? textOf(match.event_status) : undefined,
    clock,
    score: scoreOf(match.event_final_result),
    as_of: received_at,
    before: dayBefore(match.event_date) ?? new Date(Date.parse(received_at) - DAY).toISOString(),
  };
}

/** Two days cover every time zone. */
function dayBefore(date: string | undefined): string | undefined {
  const midnight = instantOf(`${date}T00:00:00Z`);
  return midnight && new Date(Date.parse(midnight) - 2 * DAY).toISOString();
}

function listOf(match: Match, snapshot: VendorSnapshot, { received_at }: Delivery): VendorSnapshot["list"] {
  const { goalscorers, cards, substitutes, vars } = match;
  if (!goalscorers && !cards && !substitutes) return undefined;
  const teams = { home: snapshot.home_team, away: snapshot.away_team };
  const entries = [
    ...goalsOf(goalscorers ?? [], teams),
    ...cardsOf(cards ?? [], teams),
    ...substitutionsOf(substitutes ?? [], teams),
    ...videosOf(vars.home_team, "home", teams),
    ...videosOf(vars.away_team, "away", teams),
  ];
  const listed = entries.filter((one): one is ListedEvent => one !== undefined);
  const now = latest([...(snapshot.clock ? [snapshot.clock] : []), ...listed.map((one) => one.clock)]);
  const anchors = now ? [nowAt(periodAt(now), now, received_at)] : [];
  const context = { provider: PROVIDER, match_id: snapshot.match_id, anchors, received_at };
  return {
    events: eventsOf(listed, context),
    isWhole: Boolean(goalscorers && cards && substitutes) && listed.length === entries.length,
  };
}

function latest(clocks: readonly Clock[]): Clock | undefined {
  return clocks.reduce<Clock | undefined>(
    (last, one) => (!last || isLater(one, last) ? one : last),
    undefined,
  );
}
