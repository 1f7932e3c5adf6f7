import type { MatchEvent, Side, Snapshot, State } from "./types.ts";

/** `45+2'` */
export function minuteOf({ minute, extra_minute }: { minute: number; extra_minute?: number }): string {
  return extra_minute ? `${minute}+${extra_minute}′` : `${minute}′`;
}

const STATUS: Readonly<Record<string, string>> = {
  scheduled: "Kick-off soon",
  first_half: "First half",
  half_time: "Half-time",
  second_half: "Second half",
  extra_time_break: "Before extra time",
  extra_time_first_half: "Extra time, first half",
  extra_time_half_time: "Half-time of extra time",
  extra_time_second_half: "Extra time, second half",
  penalty_shootout: "Penalty shootout",
  suspended: "Suspended",
  postponed: "Postponed",
  cancelled: "Cancelled",
  abandoned: "Abandoned",
  awarded: "Awarded",
};

export function statusOf(state: State): string {
  if (state.status !== "finished") return STATUS[state.status] ?? "";
  if (state.home_shootout_score !== undefined) return "After penalties";
  return state.minute > 90 ? "After extra time" : "Full time";
}

/** Whether the clock runs, so that the minute is worth showing. */
export function hasClock({ status }: State): boolean {
  return /^(extra_time_)?(first|second)_half$/.test(status);
}

export function nameOf(match: Snapshot, side: Side): string {
  const team = side === "home" ? match.home_team : match.away_team;
  return team?.name ?? team?.id ?? (side === "home" ? "Home" : "Away");
}

/** Three letters, as on a scoreboard. */
export function shortNameOf(match: Snapshot, side: Side): string {
  const letters = nameOf(match, side)
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "");
  return (letters.slice(0, 3) || side.slice(0, 3)).toUpperCase();
}

export function playerOf({ metadata, player_id }: MatchEvent): string {
  return text(metadata?.player_name) ?? player_id ?? "";
}

function relatedPlayerOf({ metadata, related_player_id }: MatchEvent): string {
  return text(metadata?.related_player_name) ?? related_player_id ?? "";
}

/** The family name, as a stadium announcer calls it. */
export function lastNameOf(event: MatchEvent): string {
  const [first = "", ...rest] = playerOf(event).split(" ");
  return rest.length > 0 ? rest.join(" ") : first;
}

const PERIOD_START: Readonly<Record<string, string>> = {
  first_half: "Kick-off",
  second_half: "Second half",
  extra_time_first_half: "Extra time",
  extra_time_second_half: "Extra time, second half",
  penalty_shootout: "Penalty shootout",
};
const PERIOD_END: Readonly<Record<string, string>> = {
  first_half: "Half-time",
  second_half: "End of the second half",
  extra_time_first_half: "Half-time of extra time",
  extra_time_second_half: "End of extra time",
  penalty_shootout: "End of the shootout",
};
const DETAIL: Readonly<Record<string, string>> = {
  "goal penalty": "Penalty",
  "goal header": "Header",
  "goal free_kick": "Free kick",
  "goal own_goal": "Own goal",
  "shot saved": "Shot saved",
  "shot blocked": "Shot blocked",
  "shot off_target": "Shot off target",
  "shot on_target": "Shot on target",
  "shot woodwork": "Off the woodwork",
  "card yellow": "Yellow card",
  "card second_yellow": "Second yellow card",
  "card red": "Red card",
  "penalty awarded": "Penalty awarded",
  "penalty scored": "Scores",
  "penalty saved": "Saved",
  "penalty missed": "Misses",
  "var goal_cancelled": "VAR: goal cancelled",
  "var goal_confirmed": "VAR: goal confirmed",
  "var penalty_awarded": "VAR: penalty",
  "var penalty_cancelled": "VAR: no penalty",
  "var card_upgraded": "VAR: card upgraded",
  "var card_cancelled": "VAR: card cancelled",
  "var under_review": "VAR check",
};
const PLAIN: Readonly<Record<string, string>> = {
  shot: "Shot",
  card: "Card",
  penalty: "Penalty",
  var: "VAR",
};

/** The text of the start or end of a period. */
export function whistleOf({ event_type, period = "" }: MatchEvent): string {
  return (event_type === "period_start" ? PERIOD_START : PERIOD_END)[period] ?? "Whistle";
}

/** The line below the player's name. */
export function explain(event: MatchEvent): string {
  const { event_type, detail = "" } = event;
  const other = relatedPlayerOf(event);
  if (event_type === "substitution") return other ? `for ${other}` : "Substitution";
  const said = DETAIL[`${event_type} ${detail}`] ?? PLAIN[event_type] ?? "";
  if (event_type !== "goal" || detail === "own_goal" || !other) return said;
  return [said, `assist by ${other}`].filter(Boolean).join(", ");
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
