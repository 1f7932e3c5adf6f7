import * as z from "zod";
import type { Score, Snapshot, StateSummary } from "../../modules/match/state.ts";
import type { TeamStats } from "../../modules/match/stats.ts";
import { status } from "../../modules/match/status.ts";
import { league, team } from "./event.ts";
import { like } from "./same.ts";

const count = z.int().min(0);
const time = z.iso.datetime();

const stateShape = {
  home_score: count,
  away_score: count,
  home_shootout_score: count.optional().describe("From the first kick of a shootout on."),
  away_shootout_score: count.optional().describe("From the first kick of a shootout on."),
  status,
  minute: count,
  extra_minute: count,
};

export const stateSummary = like<StateSummary>()(
  z
    .object(stateShape)
    .describe("Where the match then stood. Absolute, so that a frame that was lost leaves no wrong score."),
);

export const score = like<Score>()(z.object({ home_score: count, away_score: count }));

export const teamStats = like<TeamStats>()(
  z
    .object({
      goals: count.describe("Scored by its players into the right net."),
      own_goals: count.describe("Scored by its players into their own net."),
      shots: count.describe("Attempts at goal: goals, penalties and blocked ones among them."),
      shots_on_target: count.describe("Goals, and shots the goalkeeper saved."),
      saves: count.describe("Shots on target of the other team that were no goals."),
      xg: z
        .number()
        .min(0)
        .describe("Expected goals to two decimals: the feed's own sum, or else that over `shots_with_xg`."),
      shots_with_xg: count.describe("Shots whose xG the feed gave or whose place it told."),
      possession: z
        .int()
        .min(0)
        .max(100)
        .nullable()
        .describe(
          "Percent: the feed's own figure, or else its share of the passes of both, null before the first.",
        ),
      passes: count.describe("Tried, whether they arrived or not."),
      corners: count,
      fouls: count.describe("Committed."),
      offsides: count,
      penalties: count.describe("Taken in play, scored or not."),
      yellow_cards: count.describe("First bookings."),
      second_yellow_cards: count,
      red_cards: count.describe("Straight ones."),
      substitutions: count,
    })
    .describe(
      "Statistics of one team, as far as the feed has events for them or counts itself. Figures of the two kinds need not add up.",
    ),
);

export const snapshot = like<Snapshot>()(
  z
    .object({
      match_id: z.string(),
      seq: count.describe("Position in the log of the match: number of its last entry."),
      live: z.boolean().describe("Kicked off and not over; breaks are live."),
      ...stateShape,
      raw_status: z.string().optional().describe("The feed's own word, where `status` is `unknown`."),
      sport: z.string(),
      kick_off: time.optional(),
      home_team: team.nullable(),
      away_team: team.nullable(),
      league: league.nullable(),
      stats: z.object({ home: teamStats, away: teamStats }),
    })
    .describe("A match as it stands."),
);
