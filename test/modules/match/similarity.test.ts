import { describe, expect, it } from "vitest";
import type { MatchEvent } from "../../../modules/match/event.ts";
import { mostSimilar, paired, type SideOf } from "../../../modules/match/similarity.ts";
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

describe("what two feeds have told is paired", () => {
  it("so that none is left alone for the sake of a likelier pair", () => {
    const [early, middle, late] = [3, 4, 5].map((minute) => sportradar({ minute, operation: "void" }));
    const gone = [4, 5].map((minute) => opta({ minute, operation: "void" }));
    const standing = opta({ minute: 6 });
    const pairs = paired([early, middle, late] as MatchEvent[], [...gone, standing], sideOf);
    expect(pairs).toHaveLength(3);
    expect(pairs).toContainEqual([late, standing]);
  });

  it("by who stands and who was taken back first, then by the minutes in their order", () => {
    const gone = sportradar({ minute: 31, operation: "void" });
    const standing = sportradar({ minute: 29 });
    const [first, second] = [opta({ minute: 30, operation: "void" }), opta({ minute: 31 })];
    expect(paired([first, second], [standing, gone], sideOf)).toEqual([
      [first, gone],
      [second, standing],
    ]);
    const [one, other] = [sportradar({ minute: 31 }), sportradar({ minute: 32 })];
    const [same, later] = [opta({ minute: 30 }), opta({ minute: 31 })];
    expect(paired([later, same], [other, one], sideOf)).toEqual([
      [later, other],
      [same, one],
    ]);
  });

  it("whichever side has more, and nothing that cannot be the same", () => {
    const [own, near, far] = [opta(), sportradar({ minute: 31 }), sportradar({ minute: 32 })];
    expect(paired([own], [far, near], sideOf)).toEqual([[own, near]]);
    expect(paired([far, near], [own], sideOf)).toEqual([[near, own]]);
    expect(paired([own, opta({ event_type: "card" })], [sportradar({ minute: 40 })], sideOf)).toEqual([]);
    expect(paired([], [near], sideOf)).toEqual([]);
  });
});
