import { type Clock, PERIOD_ENDS } from "../../match/clock.ts";
import type { MatchEvent, Team } from "../../match/event.ts";
import type { Side } from "../../match/state.ts";
import type { Period } from "../../match/status.ts";
import { defined } from "../kit/fields.ts";
import { scorersOf } from "../kit/goals.ts";
import { ourId } from "../kit/named.ts";
import { BEGINS, secondIn } from "./clock.ts";
import type { Entry } from "./entry.ts";
import { PROVIDER } from "./ids.ts";
import { type Meaning, meaningOf } from "./mapping.ts";
import { scoreOf } from "./values.ts";

/** What reading an entry takes from its match. */
export interface MatchContext {
  match_id: string;
  team(side: Side): Team;
  /** The period of an entry that names none. */
  period(entry: Entry): Period | undefined;
  /** The last clock of a period, as far as is known. */
  last(period: Period): Clock | undefined;
  /** RFC 3339 UTC, for entries without a time. */
  otherwise: string;
}

/**
 * Makes the events of entries, in their order.
 *
 * - A substitution's `player_id` comes on and its `related_player_id` goes off.
 * - An own goal names the team it counts for; our event has the scorer's team.
 * - A changed entry comes under its id again, and its version is the time of the change.
 */
export function eventsOf(entries: readonly Entry[], context: MatchContext): MatchEvent[] {
  const scorers = goalScorers(entries);
  return entries.flatMap((entry) => {
    const meaning = meaningOf(entry);
    return meaning ? [canonical(entry, meaning, scorers.get(entry) ?? entry.side, context)] : [];
  });
}

export function isGoal({ type, period }: Entry): boolean {
  return type === "score_change" && period !== "penalty_shootout";
}

/** Finds the side of the scorer of each goal: the score shows which side got it. */
function goalScorers(entries: readonly Entry[]): ReadonlyMap<Entry, Side | undefined> {
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

function canonical(
  entry: Entry,
  meaning: Meaning,
  side: Side | undefined,
  context: MatchContext,
): MatchEvent {
  const { event_type, detail, player, related, extras } = meaning;
  const team = side && context.team(side);
  const period = entry.period ?? context.period(entry);
  const { minute, extra_minute } = clockOf(entry, period, context);
  const isTimed = entry.clock !== undefined && !WHISTLES.has(entry.type) && period !== "penalty_shootout";
  return defined<MatchEvent>({
    provider: PROVIDER,
    event_id: entry.id,
    match_id: context.match_id,
    event_type,
    detail,
    period,
    minute,
    extra_minute: extra_minute || undefined,
    second: isTimed ? secondIn(entry.body) : undefined,
    team_id: team?.id,
    player_id: player?.id && ourId(PROVIDER, player.id),
    related_player_id: related?.id && ourId(PROVIDER, related.id),
    ...placeOf(entry, side),
    operation: "update",
    version: entry.changed === undefined ? undefined : Date.parse(entry.changed),
    occurred_at: entry.time ?? context.otherwise,
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

/** Whistles have no clock: a period starts with its first minute and ends with the last known one. */
function clockOf({ type, clock }: Entry, period: Period | undefined, context: MatchContext): Clock {
  const isWhistle = WHISTLES.has(type);
  if (clock && !isWhistle) return clock;
  if (!period) return clock ?? { minute: 0, extra_minute: 0 };
  const first = { minute: Math.min(BEGINS[period] + 1, PERIOD_ENDS[period]), extra_minute: 0 };
  if (type === "period_start" || type === "match_started") return first;
  return context.last(period) ?? (isWhistle ? { minute: PERIOD_ENDS[period], extra_minute: 0 } : first);
}

type Place = Pick<MatchEvent, "position_x" | "position_y">;

/**
 * Where it happened, seen by the acting team. Theirs is one pitch for both: the home team attacks x = 100 all
 * match long, with y = 0 on its left, where ours has the right.
 */
function placeOf({ type, body: { x, y } }: Entry, side: Side | undefined): Place {
  if (!isPercent(x) || !isPercent(y) || side === undefined) return {};
  // An entry that nobody gave a place is at 0, 0, which only a corner can be taken from.
  if (x === 0 && y === 0 && type !== "corner_kick") return {};
  return side === "home" ? { position_x: x, position_y: 100 - y } : { position_x: 100 - x, position_y: y };
}

function isPercent(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 100;
}
