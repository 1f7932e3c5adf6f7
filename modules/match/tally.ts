import type { EventType, MatchEvent } from "./event.ts";
import { type Attempt, attemptOf, isOnTarget } from "./shot.ts";
import { expectedGoalsOf } from "./xg.ts";

/** The counts of one team from its events. A missing count is 0. */
export type Tally = Partial<Record<Count, number>>;

type Count =
  | "goals"
  | "own_goals"
  | "shootout"
  | "yellow_cards"
  | "second_yellow_cards"
  | "red_cards"
  | "substitutions"
  | "shots"
  | "shots_on_target"
  | "penalties"
  | "corners"
  | "fouls"
  | "offsides"
  | "passes"
  /** In whole thousandths, so that voiding an event restores exactly the sum before it. */
  | "xg_thousandths"
  /** The shots whose xG is in the sum above. */
  | "xg_shots";

/** Adds an event to a tally (`by` 1) or takes it back (`by` -1); a count never falls below 0. */
export function withEventCounted(tally: Tally, event: MatchEvent, by: 1 | -1): Tally {
  const next = { ...tally };
  for (const [count, worth] of Object.entries(worthOf(event)) as [Count, number][]) {
    const value = (next[count] ?? 0) + by * worth;
    if (value > 0) next[count] = value;
    else delete next[count];
  }
  return next;
}

/** The counts one event adds to the tally of its team. In a shootout only kicks and cards count. */
function worthOf(event: MatchEvent): Tally {
  if (event.period === "penalty_shootout") return isShootoutGoal(event) ? { shootout: 1 } : bookings(event);
  const attempt = attemptOf(event);
  if (attempt) return worthOfAttempt(attempt, event);
  // A goal that was no attempt is an own goal: every other one was shot at the opponents' net.
  if (event.event_type === "goal") return { own_goals: 1 };
  return PLAIN_COUNTS[event.event_type] ?? bookings(event);
}

function worthOfAttempt(attempt: Attempt, event: MatchEvent): Tally {
  const xg = expectedGoalsOf(attempt, event);
  return {
    shots: 1,
    ...(event.event_type === "goal" ? { goals: 1 } : {}),
    ...(isOnTarget(attempt) ? { shots_on_target: 1 } : {}),
    ...(attempt.isPenalty ? { penalties: 1 } : {}),
    ...(xg === undefined ? {} : { xg_thousandths: Math.round(xg * 1000), xg_shots: 1 }),
  };
}

const PLAIN_COUNTS: Partial<Record<EventType, Tally>> = {
  substitution: { substitutions: 1 },
  corner: { corners: 1 },
  foul: { fouls: 1 },
  offside: { offsides: 1 },
  pass: { passes: 1 },
};

function bookings({ event_type, detail }: MatchEvent): Tally {
  if (event_type !== "card") return {};
  if (detail === "red") return { red_cards: 1 };
  return detail === "second_yellow" ? { second_yellow_cards: 1 } : { yellow_cards: 1 };
}

/** Whether a kick of a shootout went in. Feeds send either a goal or a penalty with its outcome. */
function isShootoutGoal({ event_type, detail }: MatchEvent): boolean {
  return event_type === "goal" || (event_type === "penalty" && detail === "scored");
}
