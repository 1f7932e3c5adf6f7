import type { MatchEvent } from "./event.ts";
import { type Attempt, attemptOf } from "./shot.ts";

/** Metres. */
const PITCH = { length: 105, width: 68 };
const GOAL_WIDTH = 7.32;

/**
 * Log-odds of a goal: a constant, per metre to the middle of the goal, per radian of the goal's mouth as seen from
 * the ball, and for a header. Fitted by logistic regression on 2,565 non-penalty shots with 245 goals (StatsBomb
 * open data: 63 matches of the World Cup 2018, 33 of the Bundesliga 2023/24, 3 others). Cross-validated by match:
 * AUC 0.758, Brier 0.0779 (0.0864 for the mere rate of goals), log-loss 0.2766. A term for direct free kicks made
 * nothing better that could be measured.
 */
const LOG_ODDS = { constant: -1.617, distance: -0.092, angle: 1.559, header: -1.049 };

/**
 * The xG of a penalty, whatever its location. Vendors have 0.76 to 0.79 (StatsBomb 0.7835), and
 * the matches above, with 30 scored of 37, do not contradict.
 */
export const PENALTY_XG = 0.78;

/**
 * The expected goals of an event, from 0 to 1: how often attempts like it are scored.
 *
 * The vendor's own (`metadata.xG`) wins. Otherwise a penalty has a constant, and the location decides for other
 * shots. Undefined for events that are no attempts (own goals and kicks of a shootout among them), and for a shot
 * with neither a location nor the vendor's xG.
 */
export function expectedGoals(event: MatchEvent): number | undefined {
  const attempt = attemptOf(event);
  return attempt && expectedGoalsOf(attempt, event);
}

/** As `expectedGoals`, for an event that is known to be this attempt. */
export function expectedGoalsOf(attempt: Attempt, event: MatchEvent): number | undefined {
  const { position_x, position_y, metadata } = event;
  if (isShare(metadata.xG)) return metadata.xG;
  if (attempt.isPenalty) return PENALTY_XG;
  if (position_x === undefined || position_y === undefined) return undefined;
  return scoringChance(position_x, position_y, attempt.isHeader);
}

/** @param x percent of the pitch's length, 100 at the goal attacked; @param y percent of its width */
function scoringChance(x: number, y: number, isHeader: boolean): number {
  const ahead = (1 - x / 100) * PITCH.length;
  const aside = (y / 100 - 0.5) * PITCH.width;
  const logOdds =
    LOG_ODDS.constant +
    LOG_ODDS.distance * Math.hypot(ahead, aside) +
    LOG_ODDS.angle * mouthAngle(ahead, aside) +
    (isHeader ? LOG_ODDS.header : 0);
  return 1 / (1 + Math.exp(-logOdds));
}

/** The angle between the posts in radians: 0 on the goal line beside the goal, pi between the posts. */
function mouthAngle(ahead: number, aside: number): number {
  return Math.atan2(GOAL_WIDTH * ahead, ahead ** 2 + aside ** 2 - (GOAL_WIDTH / 2) ** 2);
}

function isShare(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}
