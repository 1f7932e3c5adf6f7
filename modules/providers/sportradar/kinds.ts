import type { EventType } from "../../match/event.ts";

/** The canonical type and detail of an entry. */
export interface Kind {
  event_type: EventType;
  detail?: string | undefined;
}

/** Types with one meaning, whatever else is in the entry. The rest of the mapping is in `mapping.ts`. */
export const PLAIN_KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["yellow_card", { event_type: "card", detail: "yellow" }],
  ["yellow_red_card", { event_type: "card", detail: "second_yellow" }],
  ["red_card", { event_type: "card", detail: "red" }],
  ["substitution", { event_type: "substitution" }],
  ["penalty_awarded", { event_type: "penalty", detail: "awarded" }],
  ["penalty_kick", { event_type: "penalty", detail: "taken" }],
  ["penalty_missed", { event_type: "penalty", detail: "missed" }],
  ["shot_on_target", { event_type: "shot", detail: "on_target" }],
  ["shot_off_target", { event_type: "shot", detail: "off_target" }],
  ["shot_saved", { event_type: "save" }],
  ["save", { event_type: "save" }],
  ["corner_kick", { event_type: "corner" }],
  ["free_kick", { event_type: "free_kick" }],
  ["offside", { event_type: "offside" }],
  ["injury", { event_type: "injury" }],
  ["period_start", { event_type: "period_start" }],
  ["period_score", { event_type: "period_end" }],
  ["video_assistant_referee", { event_type: "var", detail: "under_review" }],
  ["decision_to_var", { event_type: "var", detail: "under_review" }],
]);

/** Types without a canonical one whose meaning is known. */
export const OTHERS: ReadonlySet<string> = new Set([
  "break_start",
  "canceled_decision_to_var",
  "goal_kick",
  "injury_return",
  "injury_time_shown",
  "match_ended",
  "match_started",
  "player_back_from_injury",
  "possible_decision_to_var",
  // It comes before a goal and need not be confirmed.
  "possible_goal",
  "possible_video_assistant_referee",
  "throw_in",
]);

/** Details of our own for the verdict of a review. */
export const VERDICTS: ReadonlyMap<unknown, string> = new Map([
  ["goal", "goal_confirmed"],
  ["no_goal", "goal_cancelled"],
  ["penalty", "penalty_awarded"],
  ["no_penalty", "penalty_cancelled"],
  ["red_card", "card_upgraded"],
  ["no_red_card", "card_cancelled"],
]);

/** `score_change.method`. */
export const METHODS: ReadonlyMap<unknown, string> = new Map([
  ["penalty", "penalty"],
  ["own_goal", "own_goal"],
  ["header", "header"],
  ["free_kick", "free_kick"],
  ["shot", "open_play"],
  ["corner", "open_play"],
]);
