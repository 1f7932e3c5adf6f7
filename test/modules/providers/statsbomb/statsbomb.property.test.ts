import { describe } from "vitest";
import { statsbomb } from "../../../../modules/providers/statsbomb/statsbomb.ts";
import {
  elevens,
  happened,
  lineups,
  MATCH,
  match,
  player,
  shot,
  whistles,
  word,
} from "./statsbomb-bodies.ts";
import { holdsFor } from "./whatever.ts";

const EVENTS = [
  ...elevens(),
  ...whistles(3, "Half Start", "1/00:00"),
  shot(5, "1/10:00", "Goal", { key_pass_id: "00000000-0000-4000-8000-000000000006" }),
  happened(6, "Pass", "1/09:59", { player: player(8), pass: { recipient: player(9), goal_assist: true } }),
  happened(7, "Foul Committed", "1/20:00", { foul_committed: { card: word("Red Card"), penalty: true } }),
  happened(8, "Substitution", "2/20:00", {
    substitution: { replacement: player(14), outcome: word("Injury") },
  }),
  happened(9, "Own Goal Against", "2/30:00", { related_events: ["x"] }),
  happened(10, "Something New", "2/31:00", { something_new: { odd: [1, 2] } }),
  ...whistles(11, "Half End", "2/47:00"),
];

describe("StatsBomb", () => {
  holdsFor(statsbomb, [EVENTS, lineups(), [match()], match(), { message: "No." }], { match: MATCH });
});
