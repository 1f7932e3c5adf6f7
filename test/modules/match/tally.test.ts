import { describe, expect, it } from "vitest";
import type { MatchEvent } from "../../../modules/match/event.ts";
import { newMatch, snapshot } from "../../../modules/match/state.ts";
import { type Tally, withEventCounted } from "../../../modules/match/tally.ts";
import { announcement, event } from "../../support/items.ts";
import { play } from "../../support/play.ts";

function tally(...events: Partial<MatchEvent>[]): Tally {
  return events.reduce<Tally>((sum, fields) => withEventCounted(sum, event(fields).event, 1), {});
}

function stats(...events: Partial<MatchEvent>[]) {
  return snapshot(play([announcement(), ...events.map((fields) => event(fields))]).state).stats;
}

const shot = (detail?: string, metadata: MatchEvent["metadata"] = {}): Partial<MatchEvent> => ({
  event_type: "shot",
  detail,
  metadata,
});
const NOTHING = {
  goals: 0,
  own_goals: 0,
  shots: 0,
  shots_on_target: 0,
  saves: 0,
  xg: 0,
  shots_with_xg: 0,
  possession: null,
  passes: 0,
  corners: 0,
  fouls: 0,
  offsides: 0,
  penalties: 0,
  yellow_cards: 0,
  second_yellow_cards: 0,
  red_cards: 0,
  substitutions: 0,
};

describe("what an event counts as", () => {
  it.each<[string, Partial<MatchEvent>, Tally]>([
    ["a goal", {}, { goals: 1, shots: 1, shots_on_target: 1 }],
    ["an own goal", { detail: "own_goal" }, { own_goals: 1 }],
    [
      "a penalty goal",
      { detail: "penalty" },
      { goals: 1, shots: 1, shots_on_target: 1, penalties: 1, xg_thousandths: 780, xg_shots: 1 },
    ],
    [
      "a saved penalty",
      { event_type: "penalty", detail: "saved" },
      { shots: 1, shots_on_target: 1, penalties: 1, xg_thousandths: 780, xg_shots: 1 },
    ],
    [
      "a missed penalty",
      { event_type: "penalty", detail: "missed" },
      { shots: 1, penalties: 1, xg_thousandths: 780, xg_shots: 1 },
    ],
    ["an awarded penalty", { event_type: "penalty", detail: "awarded" }, {}],
    ["a penalty whose goal is an event of its own", { event_type: "penalty", detail: "scored" }, {}],
    ["a shot of which no more is told", shot(), { shots: 1 }],
    ["a saved shot", shot("saved"), { shots: 1, shots_on_target: 1 }],
    ["a shot on target", shot("on_target"), { shots: 1, shots_on_target: 1 }],
    ["a shot off target", shot("off_target"), { shots: 1 }],
    ["a shot off the post", shot("post"), { shots: 1 }],
    ["a blocked shot", shot("blocked"), { shots: 1 }],
    ["a shot saved off target", shot("saved", { outcome: "Saved Off Target" }), { shots: 1 }],
    [
      "a shot saved to the post",
      shot("saved", { outcome: "Saved to Post" }),
      { shots: 1, shots_on_target: 1 },
    ],
    [
      "a shot whose outcome is an extra",
      shot(undefined, { outcome: "saved" }),
      { shots: 1, shots_on_target: 1 },
    ],
    ["a shot with words nobody knows", shot("trickled", { outcome: 7 }), { shots: 1 }],
    ["a shot with an xG", shot("blocked", { xG: 0.0346 }), { shots: 1, xg_thousandths: 35, xg_shots: 1 }],
    ["a hopeless shot", shot("blocked", { xG: 0 }), { shots: 1, xg_shots: 1 }],
    ["a pass", { event_type: "pass" }, { passes: 1 }],
    ["a corner", { event_type: "corner" }, { corners: 1 }],
    ["a foul", { event_type: "foul" }, { fouls: 1 }],
    ["an offside", { event_type: "offside" }, { offsides: 1 }],
    ["a substitution", { event_type: "substitution" }, { substitutions: 1 }],
    ["a card without a colour", { event_type: "card" }, { yellow_cards: 1 }],
    ["a second yellow", { event_type: "card", detail: "second_yellow" }, { second_yellow_cards: 1 }],
    ["a red card", { event_type: "card", detail: "red" }, { red_cards: 1 }],
    ["a save", { event_type: "save" }, {}],
    ["a tackle", { event_type: "tackle" }, {}],
  ])("%s", (_, fields, expected) => {
    expect(tally(fields)).toEqual(expected);
  });

  it.each<[string, Partial<MatchEvent>, Tally]>([
    ["a goal", { detail: "penalty" }, { shootout: 1 }],
    ["a penalty that went in", { event_type: "penalty", detail: "scored" }, { shootout: 1 }],
    ["a penalty that did not", { event_type: "penalty", detail: "saved", metadata: { xG: 0.78 } }, {}],
    ["a shot", shot("saved", { xG: 0.3 }), {}],
    ["a pass", { event_type: "pass" }, {}],
    ["a foul", { event_type: "foul" }, {}],
    ["a card", { event_type: "card", detail: "yellow" }, { yellow_cards: 1 }],
  ])("in a shootout: %s", (_, fields, expected) => {
    expect(tally({ ...fields, period: "penalty_shootout" })).toEqual(expected);
  });

  it("is taken back to the thousandth", () => {
    const before = tally(shot("saved", { xG: 0.1 }), shot("blocked", { xG: 0.2 }));
    const third = event(shot("post", { xG: 1 / 3 })).event;
    expect(withEventCounted(withEventCounted(before, third, 1), third, -1)).toEqual(before);
    expect(withEventCounted({ shots: 3 }, third, -1)).toEqual({ shots: 2 });
  });
});

describe("the statistics of a snapshot", () => {
  it("are all there before anything has happened, and before the teams are known", () => {
    expect(stats()).toEqual({ home: NOTHING, away: NOTHING });
    expect(snapshot(newMatch("123")).stats).toEqual({ home: NOTHING, away: NOTHING });
  });

  it("are 0 where an older version counted nothing", () => {
    const { state } = play([announcement()]);
    const old = { ...state, tallies: { "10": { goals: 2, shots: 2 }, "11": { corners: 4 } } };
    expect(snapshot(old).stats).toEqual({
      home: { ...NOTHING, goals: 2, shots: 2 },
      away: { ...NOTHING, corners: 4 },
    });
  });

  it("show xG to two decimals, of the shots that have one", () => {
    const { home } = stats(
      shot("saved", { xG: 0.0146 }),
      shot("saved", { xG: 0.0146 }),
      shot("blocked", { xG: 0.3 }),
      shot("blocked"),
    );
    expect(home).toMatchObject({ shots: 4, shots_with_xg: 3, xg: 0.33 });
  });

  it("share out possession by passes", () => {
    const passes = (team_id: string, count: number) =>
      Array.from({ length: count }, () => ({ event_type: "pass", team_id }) as const);
    const of = (home: number, away: number) => {
      const { home: one, away: other } = stats(...passes("10", home), ...passes("11", away));
      return [one.possession, other.possession];
    };
    expect(of(2, 1)).toEqual([67, 33]);
    expect(of(0, 3)).toEqual([0, 100]);
    expect(of(1, 1)).toEqual([50, 50]);
  });

  it("give the goalkeeper what was on target and no goal", () => {
    const { home, away } = stats(
      shot("saved"),
      shot("off_target"),
      {},
      { event_type: "penalty", detail: "saved" },
      { detail: "own_goal" },
      { ...shot("on_target"), team_id: "11" },
    );
    expect([home.saves, away.saves]).toEqual([1, 2]);
    expect(home).toMatchObject({ goals: 1, own_goals: 1, shots: 4, shots_on_target: 3, penalties: 1 });
  });

  it("follow a correction", () => {
    const first = event({ ...shot("saved"), position_x: 89.5, position_y: 50 });
    const { state } = play([
      announcement(),
      first,
      event({ ...first.event, operation: "update", event_type: "goal", detail: "own_goal", team_id: "11" }),
    ]);
    expect(snapshot(state).stats).toEqual({ home: NOTHING, away: { ...NOTHING, own_goals: 1 } });
  });
});
