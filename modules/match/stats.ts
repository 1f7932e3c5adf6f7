import { type GivenStats, shownTally } from "./given-stats.ts";
import type { Tally } from "./tally.ts";

/**
 * The statistics of one team as viewers see them. All fields are there from the start. They count the events the feed
 * has: a feed without passes leaves `possession` null, one without fouls has 0 of them.
 *
 * A figure of the vendor's own (`team_stats` of a report) replaces the counted one, and later events add to it. This
 * applies to each figure by itself, so figures of two sources may not add up.
 */
export interface TeamStats {
  /** Scored by its players into the right net. The score also has the own goals of the other team. */
  goals: number;
  /** Scored by its players into their own net. */
  own_goals: number;
  /** Attempts at goal: goals, penalties, and blocked ones among them. */
  shots: number;
  /** Goals, and shots that the goalkeeper saved. Those off the woodwork and blocked ones are not on target. */
  shots_on_target: number;
  /** Shots on target of the other team that were no goals. */
  saves: number;
  /** Expected goals, to two decimals: the vendor's own sum, or else that over `shots_with_xg`. */
  xg: number;
  /** The shots with an xG: the feed gave it, or it gave the location. */
  shots_with_xg: number;
  /**
   * Percent, whole; both teams' add up to 100. The vendor's own figure, or else the share of the passes, which is
   * null before the first pass.
   */
  possession: number | null;
  /** Attempted, completed or not. */
  passes: number;
  corners: number;
  /** Committed. */
  fouls: number;
  offsides: number;
  /** Taken in play, scored or not. */
  penalties: number;
  /** First bookings: a player sent off for a second one has one here and one in `second_yellow_cards`. */
  yellow_cards: number;
  second_yellow_cards: number;
  /** Straight ones. */
  red_cards: number;
  substitutions: number;
}

/** What is known of one team. */
export interface TeamCounts {
  tally?: Tally | undefined;
  given?: GivenStats | undefined;
}

export function statsOf(home: TeamCounts, away: TeamCounts): { home: TeamStats; away: TeamStats } {
  const [ofHome, ofAway] = [shownTally(home.tally, home.given), shownTally(away.tally, away.given)];
  const share =
    givenPossession(home.given?.possession, away.given?.possession) ?? shareOfPasses(ofHome, ofAway);
  return {
    home: teamStats(ofHome, ofAway, share),
    away: teamStats(ofAway, ofHome, share === null ? null : 100 - share),
  };
}

function teamStats(own: Tally, other: Tally, share: number | null): TeamStats {
  return {
    goals: own.goals ?? 0,
    own_goals: own.own_goals ?? 0,
    shots: own.shots ?? 0,
    shots_on_target: own.shots_on_target ?? 0,
    // `save` events are no help: some feeds send one for a defender's block.
    saves: Math.max(0, (other.shots_on_target ?? 0) - (other.goals ?? 0)),
    xg: Math.round((own.xg_thousandths ?? 0) / 10) / 100,
    shots_with_xg: own.xg_shots ?? 0,
    possession: share,
    passes: own.passes ?? 0,
    corners: own.corners ?? 0,
    fouls: own.fouls ?? 0,
    offsides: own.offsides ?? 0,
    penalties: own.penalties ?? 0,
    yellow_cards: own.yellow_cards ?? 0,
    second_yellow_cards: own.second_yellow_cards ?? 0,
    red_cards: own.red_cards ?? 0,
    substitutions: own.substitutions ?? 0,
  };
}

/** The share of the home team. Vendors round both figures, or give those of one team only. */
function givenPossession(home: number | undefined, away: number | undefined): number | undefined {
  if (home === undefined || away === undefined) {
    if (home !== undefined) return Math.round(home);
    return away === undefined ? undefined : 100 - Math.round(away);
  }
  // Some vendors give 0 for both until they have a figure.
  return home + away === 0 ? undefined : Math.round((100 * home) / (home + away));
}

function shareOfPasses({ passes: home = 0 }: Tally, { passes: away = 0 }: Tally): number | null {
  return home + away === 0 ? null : Math.round((100 * home) / (home + away));
}
