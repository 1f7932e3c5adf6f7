import { describe } from "vitest";
import { sportradar } from "../../../../modules/providers/sportradar/sportradar.ts";
import { holdsFor } from "../statsbomb/whatever.ts";
import { entry, goal, HEARTBEAT, message, player, status, timeline, whistle } from "./sportradar-bodies.ts";

const STATUS = status("2nd_half", [1, 1], {
  clock: { played: "57:17", stoppage_time_played: "1:00" },
  period_scores: [
    { home_score: 1, away_score: 1, type: "regular_period", number: 1 },
    { home_score: 4, away_score: 2, type: "penalties" },
  ],
});
const BODY = timeline(
  [
    whistle(1, "period_start", "15:00", { period: 1, period_type: "regular_period" }),
    goal(2, "12", [1, 0], { method: "own_goal" }),
    goal(3, "45+1", [1, 1], { competitor: "away", updated_time: "2024-05-04T16:00:00+00:00" }),
    entry(4, "substitution", "60", { players: [player(1, "substituted_in"), player(2, "substituted_out")] }),
    entry(5, "penalty_shootout", "120", { period_type: "penalties", status: "scored" }),
    entry(6, "something_new", "90+3", { odd: [[1]] }),
    whistle(7, "match_ended", "17:00"),
  ],
  STATUS,
);

describe("Sportradar", () => {
  holdsFor(
    sportradar,
    [
      BODY,
      { sport_event_timelines: [BODY] },
      message(goal(1, "12", [1, 0]), STATUS),
      [HEARTBEAT, message(undefined, STATUS)],
    ],
    { match: "5001" },
  );
});
