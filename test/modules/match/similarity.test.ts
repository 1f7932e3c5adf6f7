import { describe, expect, it } from "vitest";
import type { MatchEvent } from "../../../modules/match/event.ts";
import { mostSimilar, type SideOf } from "../../../modules/match/similarity.ts";
import { event } from "../../support/items.ts";

const SIDES: Record<string, "home" | "away"> = {
  "opta-1": "home",
  "opta-2": "away",
  "sportradar-1": "home",
  "sportradar-2": "away",
};
const sideOf: SideOf = (id) => SIDES[id];

const opta = (fields: Partial<MatchEvent> = {}) =>
  event({ provider: "opta", team_id: "opta-1", minute: 30, ...fields }).event;
const sportradar = (fields: Partial<MatchEvent> = {}) =>
  event({ provider: "sportradar", team_id: "sportradar-1", minute: 30, ...fields }).event;

describe("two feeds report the same event", () => {
  it.each<[string, Partial<MatchEvent>, Partial<MatchEvent>]>([
    ["the same team, under each one's id", {}, {}],
    ["two minutes apart", { minute: 30 }, { minute: 32 }],
    ["in stoppage time, however it is told", { minute: 45, extra_minute: 2 }, { minute: 46 }],
    ["players by ids that cannot be compared", { player_id: "opta-9" }, { player_id: "sportradar-4" }],
    ["a scorer in dispute, in one minute", { player_id: "p1" }, { player_id: "p2" }],
    ["an own goal in dispute", { detail: "own_goal", team_id: "opta-2" }, { detail: "header" }],
    ["a team one of them does not know", { team_id: undefined }, {}],
    ["a goal one of them took back", { operation: "void" }, {}],
  ])("%s", (_, one, other) => {
    expect(mostSimilar(opta(one), [sportradar(other)], sideOf)).toHaveLength(1);
    expect(mostSimilar(sportradar(other), [opta(one)], sideOf)).toHaveLength(1);
  });

  it.each<[string, Partial<MatchEvent>, Partial<MatchEvent>]>([
    ["another type", {}, { event_type: "card" }],
    ["the other team", {}, { team_id: "sportradar-2" }],
    ["an own goal by the same team", { detail: "own_goal" }, {}],
    ["three minutes apart", { minute: 30 }, { minute: 33 }],
    ["another period", { minute: 46 }, { minute: 46, period: "second_half" }],
    ["another player, by our ids, a minute later", { player_id: "p1" }, { player_id: "p2", minute: 31 }],
    [
      "another card in the same minute",
      { event_type: "card", player_id: "p1" },
      { event_type: "card", player_id: "p2" },
    ],
    [
      "another step of a review",
      { event_type: "var", detail: "under_review" },
      { event_type: "var", detail: "goal_cancelled" },
    ],
  ])("but not of %s", (_, one, other) => {
    expect(mostSimilar(opta(one), [sportradar(other)], sideOf)).toEqual([]);
  });

  it("prefers, of several, one that is not voided, whose player is known, whose minute is nearest", () => {
    const told = opta({ player_id: "p1", minute: 30 });
    const gone = sportradar({ operation: "void", player_id: "p1" });
    const far = sportradar({ minute: 32 });
    const near = sportradar({ minute: 31 });
    const his = sportradar({ minute: 32, player_id: "p1" });
    expect(mostSimilar(told, [gone, far, near, his], sideOf)).toEqual([his, near, far, gone]);
  });

  it("a player's name is as good as an id, however it is spelled", () => {
    const named = (player_name: string) => ({ metadata: { player_name } });
    const his = sportradar(named("Müller, Thomas"));
    const other = sportradar(named("Kane, Harry"));
    expect(mostSimilar(opta(named("muller THOMAS")), [other, his], sideOf)[0]).toBe(his);
  });
});
