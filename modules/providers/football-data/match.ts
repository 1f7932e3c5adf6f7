import { clockOf } from "../kit/clock.ts";
import { type Path, recordFaults } from "../kit/faults.ts";
import type { Score } from "../kit/goals.ts";
import { instantOf } from "../kit/instants.ts";
import { leagueOf, ourId, teamOf } from "../kit/named.ts";
import type { Delivery, Fault } from "../provider.ts";
import { startOf } from "../snapshots/anchors.ts";
import { type Read, tooMany } from "../snapshots/decode.ts";
import { eventsOf, type ListedEvent } from "../snapshots/listed-event.ts";
import type { VendorSnapshot } from "../snapshots/snapshot.ts";
import { type Match, matchBody } from "./body.ts";
import { bookingsOf, goalsOf, kicksOf, sidesOf, substitutionsOf } from "./entries.ts";
import { figuresIn } from "./statistics.ts";
import { statusOf } from "./status.ts";

const PROVIDER = "football-data";
const DAY = 86_400_000;

/** Reads one match of a body. */
export function readMatch(record: unknown, at: Path, delivery: Delivery): Read | Fault[] {
  const result = matchBody.safeParse(record);
  if (!result.success) {
    return recordFaults(result.error, record, at);
  }
  const match = result.data;
  const crowd = tooMany(at, match.goals, match.bookings, match.substitutions, match.penalties);
  if (crowd.length > 0) return crowd;
  const announced = announcedOf(match, delivery);
  const snapshot = { ...announced, team_stats: figuresIn(match, announced) };
  const precedence = instantOf(match.lastUpdated);
  return { snapshot: { ...snapshot, list: listOf(match, snapshot, delivery) }, precedence };
}

function announcedOf(match: Match, delivery: Delivery): VendorSnapshot {
  const { duration, halfTime } = match.score;
  const match_id = ourId(PROVIDER, match.id);
  const clock = clockOf(match.minute, match.injuryTime);
  const isPastHalfTime = halfTime.home !== undefined;
  const status = statusOf({ status: match.status, duration, minute: clock?.minute, isPastHalfTime });
  const kick_off = instantOf(match.utcDate);
  return {
    provider: PROVIDER,
    match_id,
    kick_off,
    home_team: teamOf(PROVIDER, match_id, "home", match.homeTeam),
    away_team: teamOf(PROVIDER, match_id, "away", match.awayTeam),
    league: leagueOf(PROVIDER, match.competition),
    status,
    raw_status: status === "unknown" ? match.status : undefined,
    clock: status === "scheduled" ? undefined : clock,
    score: scoreOf(match),
    as_of: instantOf(match.lastUpdated) ?? delivery.received_at,
    before: new Date(Date.parse(kick_off ?? delivery.received_at) - DAY).toISOString(),
  };
}

/** `fullTime` is the running score, and the kicks of a shootout run with it. */
function scoreOf({ score: { fullTime, penalties } }: Match): Score | undefined {
  if (fullTime.home === undefined || fullTime.away === undefined) return undefined;
  const home = fullTime.home - (penalties.home ?? 0);
  const away = fullTime.away - (penalties.away ?? 0);
  return home < 0 || away < 0 ? undefined : { home, away };
}

/**
 * The lists are only in bodies of paid plans that asked to have them unfolded; a list that is not there says
 * nothing about what would be on it.
 */
function listOf(match: Match, snapshot: VendorSnapshot, { received_at }: Delivery): VendorSnapshot["list"] {
  const { goals, bookings, substitutions, penalties } = match;
  if (!goals && !bookings && !substitutions) return undefined;
  const sides = sidesOf(match, snapshot);
  const scored = goalsOf(goals ?? [], sides);
  const entries = [
    ...scored,
    ...bookingsOf(bookings ?? [], sides),
    ...substitutionsOf(substitutions ?? [], sides),
    ...(match.score.duration === "PENALTY_SHOOTOUT" ? kicksOf(penalties ?? [], sides, scored) : []),
  ];
  const listed = entries.filter((one): one is ListedEvent => one !== undefined);
  const { match_id, kick_off } = snapshot;
  const anchors = kick_off ? [startOf("first_half", Date.parse(kick_off))] : [];
  return {
    events: eventsOf(listed, { provider: PROVIDER, match_id, anchors, received_at }),
    isWhole: Boolean(goals && bookings && substitutions) && listed.length === entries.length,
  };
}
