import type { EventType, MatchEvent } from "./event.ts";

/** What one team has done, as far as events told. A count that is missing is 0. */
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
  | "corners"
  | "fouls"
  | "offsides";

/** What one event adds to the tally of its team. */
export function countsOf(event: MatchEvent): readonly Count[] {
  if (event.period === "penalty_shootout") return isShootoutGoal(event) ? ["shootout"] : bookings(event);
  if (event.event_type === "goal") return event.detail === "own_goal" ? ["own_goals"] : ["goals", "shots"];
  return PLAIN_COUNTS[event.event_type] ?? bookings(event);
}

/** The tally with `event` added once (`by` 1) or taken back (`by` -1); a count never falls below 0. */
export function counted(tally: Tally, event: MatchEvent, by: 1 | -1): Tally {
  const next = { ...tally };
  for (const count of countsOf(event)) {
    const value = (next[count] ?? 0) + by;
    if (value > 0) next[count] = value;
    else delete next[count];
  }
  return next;
}

const PLAIN_COUNTS: Partial<Record<EventType, readonly Count[]>> = {
  shot: ["shots"],
  substitution: ["substitutions"],
  corner: ["corners"],
  foul: ["fouls"],
  offside: ["offsides"],
};

function bookings({ event_type, detail }: MatchEvent): readonly Count[] {
  if (event_type !== "card") return [];
  if (detail === "red") return ["red_cards"];
  return detail === "second_yellow" ? ["second_yellow_cards"] : ["yellow_cards"];
}

/** A kick that went in. Feeds send either a goal or a penalty with its outcome; kicks are no part of the score. */
function isShootoutGoal({ event_type, detail }: MatchEvent): boolean {
  return event_type === "goal" || (event_type === "penalty" && detail === "scored");
}
