import type { MatchEvent, Team } from "../../match/event.ts";
import type { Period } from "../../match/status.ts";
import { type SideName, scorersOf } from "../kit/goals.ts";
import { defined } from "../kit/loose.ts";
import type { Clock } from "../snapshots/clock.ts";
import { BEGINS, ENDS, secondIn } from "./clock.ts";
import type { Entry } from "./entry.ts";
import { ourId, PROVIDER } from "./ids.ts";
import { type Meaning, meaningOf } from "./mapping.ts";
import { placeOf } from "./place.ts";
import { scoreOf } from "./score.ts";

/** What an entry has to know of its match. */
export interface Scene {
  match_id: string;
  team(side: SideName): Team;
  /** Where the match stood at an entry that does not say. */
  period(entry: Entry): Period | undefined;
  /** The last clock of a period, as far as is known. */
  last(period: Period): Clock | undefined;
  /** RFC 3339 UTC, for entries without a time. */
  otherwise: string;
}

/**
 * The events of these entries, in their order.
 *
 * - A substitution's `player_id` comes on and its `related_player_id` goes off.
 * - An own goal names the team it counts for; with us it has the team of who scored it.
 * - What changes an entry comes under its id again, and its version is the time of the change.
 */
export function eventsOf(entries: readonly Entry[], scene: Scene): MatchEvent[] {
  const scorers = goalScorers(entries);
  return entries.flatMap((entry) => {
    const meaning = meaningOf(entry);
    return meaning ? [canonical(entry, meaning, scorers.get(entry) ?? entry.side, scene)] : [];
  });
}

export function isGoal({ type, period }: Entry): boolean {
  return type === "score_change" && period !== "penalty_shootout";
}

/** The side of the player who scored each goal: whose score grew is told by the score itself. */
function goalScorers(entries: readonly Entry[]): ReadonlyMap<Entry, SideName | undefined> {
  const goals = entries.filter(isGoal);
  const sides = scorersOf(
    goals.map(({ side, body }) => ({
      team: side,
      isOwn: body.method === "own_goal",
      after: scoreOf(body.home_score, body.away_score),
    })),
    true,
  );
  return new Map(goals.map((goal, index) => [goal, sides[index]]));
}

function canonical(entry: Entry, meaning: Meaning, side: SideName | undefined, scene: Scene): MatchEvent {
  const { event_type, detail, player, related, extras } = meaning;
  const team = side && scene.team(side);
  const period = entry.period ?? scene.period(entry);
  const { minute, extra_minute } = clockOf(entry, period, scene);
  const isTimed = entry.clock !== undefined && !WHISTLES.has(entry.type) && period !== "penalty_shootout";
  return defined<MatchEvent>({
    provider: PROVIDER,
    event_id: entry.id,
    match_id: scene.match_id,
    event_type,
    detail,
    period,
    minute,
    extra_minute: extra_minute || undefined,
    second: isTimed ? secondIn(entry.body) : undefined,
    team_id: team?.id,
    player_id: player?.id && ourId(player.id),
    related_player_id: related?.id && ourId(related.id),
    ...placeOf(entry, side),
    operation: "update",
    version: entry.changed === undefined ? undefined : Date.parse(entry.changed),
    occurred_at: entry.time ?? scene.otherwise,
    metadata: defined({
      team_name: team?.name,
      player_name: player?.name,
      related_player_name: related?.name,
      ...extras,
    }),
  });
}

const WHISTLES: ReadonlySet<string> = new Set([
  "match_started",
  "period_start",
  "period_score",
  "break_start",
  "match_ended",
]);

/** Whistles have no clock of their own: a period starts with its first minute and ends with the last there is. */
function clockOf({ type, clock }: Entry, period: Period | undefined, scene: Scene): Clock {
  const isWhistle = WHISTLES.has(type);
  if (clock && !isWhistle) return clock;
  if (!period) return clock ?? { minute: 0, extra_minute: 0 };
  const first = { minute: Math.min(BEGINS[period] + 1, ENDS[period]), extra_minute: 0 };
  if (type === "period_start" || type === "match_started") return first;
  return scene.last(period) ?? (isWhistle ? { minute: ENDS[period], extra_minute: 0 } : first);
}
