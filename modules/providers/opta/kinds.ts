import type { EventType, MatchEvent } from "../../match/event.ts";
import type { OptaEvent } from "./record.ts";

/** The canonical type and detail of an event. */
export interface Kind {
  event_type: EventType;
  detail?: string;
}

/** Types with one meaning, whatever their qualifiers. The rest of the mapping is in `mapping.ts`. */
export const PLAIN_KINDS: Readonly<Record<number, Kind>> = {
  2: { event_type: "offside" },
  3: { event_type: "dribble" },
  7: { event_type: "tackle" },
  8: { event_type: "interception" },
  10: { event_type: "save" },
  12: { event_type: "clearance" },
  20: { event_type: "injury", detail: "player_retired" },
  44: { event_type: "duel", detail: "aerial" },
  45: { event_type: "duel", detail: "challenge" },
  67: { event_type: "duel", detail: "fifty_fifty" },
  83: { event_type: "tackle", detail: "attempted" },
};

/** Details of types without a canonical one, which become `other` and keep the record. */
export const OTHER_DETAILS: Readonly<Record<number, string>> = {
  4: "foul_won",
  5: "out",
  6: "corner_conceded",
  9: "turnover",
  11: "claim",
  18: "player_off",
  21: "player_returns",
  22: "player_becomes_goalkeeper",
  23: "goalkeeper_becomes_player",
  24: "condition_change",
  25: "official_change",
  27: "start_delay",
  28: "end_delay",
  30: "end",
  32: "start",
  34: "team_set_up",
  35: "player_changed_position",
  36: "player_changed_jersey",
  37: "collection_end",
  38: "temporary_goal",
  39: "temporary_attempt",
  40: "formation_change",
  41: "punch",
  42: "good_skill",
  43: "deleted",
  49: "ball_recovery",
  50: "dispossessed",
  51: "error",
  52: "keeper_pick_up",
  53: "cross_not_claimed",
  54: "smother",
  55: "offside_provoked",
  56: "shield_ball",
  57: "foul_throw_in",
  58: "penalty_faced",
  59: "keeper_sweeper",
  60: "chance_missed",
  61: "ball_touch",
  63: "temporary_save",
  64: "resume",
  65: "contentious_decision",
  68: "drop_ball",
  69: "failed_to_block",
  70: "added_time",
  71: "coach_setup",
  72: "caught_offside",
  73: "other_ball_contact",
  74: "blocked_pass",
  75: "delayed_start",
  76: "early_end",
  77: "player_off_pitch",
  78: "temporary_card",
  79: "coverage_interruption",
  80: "drop_of_ball",
  81: "obstacle",
  84: "deleted_after_review",
};

/** `type_id` of the types with rules of their own. */
export const TYPE = {
  pass: 1,
  offside: 2,
  foul: 4,
  corner: 6,
  miss: 13,
  post: 14,
  saved: 15,
  goal: 16,
  card: 17,
  playerOff: 18,
  playerOn: 19,
  startDelay: 27,
  end: 30,
  start: 32,
  deleted: 43,
  rescindedCard: 47,
  contentious: 65,
  addedTime: 70,
  deletedAfterReview: 84,
} as const;

/** `qualifier_id` of the qualifiers the adapter reads. */
export const Q = {
  caughtOffside: 7,
  penalty: 9,
  head: 15,
  rightFoot: 20,
  otherBodyPart: 21,
  freeKick: 26,
  ownGoal: 28,
  assisted: 29,
  yellow: 31,
  secondYellow: 32,
  red: 33,
  injury: 41,
  tactical: 42,
  injuredPlayer: 53,
  related: 55,
  leftFoot: 72,
  blocked: 82,
  endX: 140,
  endY: 141,
  formerType: 144,
  rescinded: 171,
  bigChance: 214,
  opposite: 233,
  addedMinutes: 277,
  coach: 283,
  xG: 321,
  xGOnTarget: 322,
} as const;

/** Whether a type deletes the event of the same id. */
export function isDeletion(type: number): boolean {
  return type === TYPE.deleted || type === TYPE.deletedAfterReview;
}

/** The meaning of an event: its type, the other player, and extras. Ids are the vendor's. */
export interface Meaning extends Kind {
  /** Instead of the player on the record. */
  player?: { id: string };
  /** The event of the other player: an assist, the player who goes off, the one fouled. */
  related?: OptaEvent;
  extras?: MatchEvent["metadata"];
}
