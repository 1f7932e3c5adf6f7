import { describe, expect, it } from "vitest";
import type { FeedItem } from "../../../modules/match/event.ts";
import { summary } from "../../../modules/match/state.ts";
import { announcement, event, report } from "../../support/items.ts";
import { play, score } from "../../support/play.ts";

describe("score", () => {
  it.each<[string, FeedItem, [number, number]]>([
    ["a goal counts for its team", event({ team_id: "11" }), [0, 1]],
    ["a penalty goal is a goal", event({ detail: "penalty" }), [1, 0]],
    ["an own goal counts for the other team", event({ detail: "own_goal" }), [0, 1]],
    ["a shot is no goal", event({ event_type: "shot" }), [0, 0]],
    ["an awarded penalty is no goal", event({ event_type: "penalty" }), [0, 0]],
    ["a goal of a team that does not play is nobody's", event({ team_id: "12" }), [0, 0]],
    ["a kick of the shootout is no part of it", event({ period: "penalty_shootout", minute: 120 }), [0, 0]],
  ])("%s", (_, item, expected) => {
    expect(score(play([announcement(), item]).state)).toEqual(expected);
  });

  it("counts the kicks of the shootout apart", () => {
    const kick = { event_type: "penalty", period: "penalty_shootout", minute: 120 } as const;
    const { state } = play([
      announcement({ status: "penalty_shootout" }),
      event({ ...kick, detail: "scored", team_id: "11" }),
      event({ ...kick, detail: "scored" }),
      event({ ...kick, detail: "saved", team_id: "11" }),
      event({ ...kick, event_type: "goal", detail: "penalty" }),
    ]);
    expect(summary(state)).toMatchObject({
      home_score: 0,
      away_score: 0,
      home_shootout_score: 2,
      away_shootout_score: 1,
    });
  });

  it("knows a kick of the shootout by the status, where the feed gives no period", () => {
    const kick = event({ period: undefined, minute: 120 });
    const during = play([announcement({ status: "penalty_shootout" }), kick]);
    expect(summary(during.state)).toMatchObject({ home_score: 0, home_shootout_score: 1 });
    const voided = event({ ...kick.event, operation: "void" });
    const after = play([report({ status: "finished" }), voided], during);
    expect(score(after.state)).toEqual([0, 0]);
    expect(after.state.tallies["10"]).toEqual({});
  });

  it("takes a voided goal back", () => {
    const goal = event();
    const { state, log } = play([announcement(), goal, event({ ...goal.event, operation: "void" })]);
    expect(score(state)).toEqual([0, 0]);
    expect(log.at(-1)?.changes.score).toEqual({ reason: "void" });
  });

  it("moves with a goal that is given to the other team", () => {
    const goal = event();
    const { state } = play([
      announcement(),
      goal,
      event({ ...goal.event, operation: "update", team_id: "11" }),
    ]);
    expect(score(state)).toEqual([0, 1]);
  });

  it("counts goals that came before the teams were announced", () => {
    expect(score(play([event(), event({ team_id: "11" }), event(), announcement()]).state)).toEqual([2, 1]);
  });

  it("is what the feed gives, until something happens after that", () => {
    const at = (second: string) => ({ occurred_at: `2024-11-20T10:30:${second}.000Z` });
    const given = [announcement(), event(at("01")), report({ home_score: 2, away_score: 1, ...at("10") })];
    expect(score(play(given).state)).toEqual([2, 1]);
    expect(score(play([...given, event(at("11"))]).state)).toEqual([3, 1]);
  });

  it("moves with a goal that is taken back after it was given", () => {
    const at = (second: string) => ({ occurred_at: `2024-11-20T10:30:${second}.000Z` });
    const goal = event(at("01"));
    const given = [announcement(), goal, report({ home_score: 2, away_score: 1, ...at("10") })];
    const voided = (second: string) => event({ ...goal.event, operation: "void", ...at(second) });
    expect(score(play([...given, voided("11")]).state)).toEqual([1, 1]);
    expect(score(play([...given, voided("09")]).state)).toEqual([2, 1]);
  });

  it("holds what happened before it was given: a goal told late counts once", () => {
    const given = report({ home_score: 1, away_score: 0, occurred_at: "2024-11-20T10:30:10.000Z" });
    const late = event({ occurred_at: "2024-11-20T10:30:08.000Z" });
    expect(score(play([announcement(), given, late]).state)).toEqual([1, 0]);
  });

  it("never falls below nil", () => {
    const goal = event({ occurred_at: "2024-11-20T10:30:01.000Z" });
    const { state } = play([
      announcement(),
      goal,
      report({ home_score: 0, away_score: 0, occurred_at: "2024-11-20T10:30:02.000Z" }),
      event({ ...goal.event, operation: "void", occurred_at: "2024-11-20T10:30:03.000Z" }),
    ]);
    expect(score(state)).toEqual([0, 0]);
  });
});

describe("versions of an event", () => {
  const goal = event();
  it.each<[string, FeedItem[], number]>([
    ["a repeated create", [goal, goal], 1],
    ["a create with other content", [goal, event({ ...goal.event, minute: 13 })], 1],
    ["an update that changes nothing", [goal, event({ ...goal.event, operation: "update" })], 1],
    ["a repeated void", [goal, ...twice(event({ ...goal.event, operation: "void" }))], 2],
    ["a create of a voided event", [goal, event({ ...goal.event, operation: "void" }), goal], 2],
  ])("%s adds nothing to the log", (_, items, entries) => {
    const { log, state } = play(items);
    expect(log).toHaveLength(entries);
    expect(state.seq).toBe(entries);
  });

  it("an update reinstates a voided goal", () => {
    const { state } = play([
      announcement(),
      goal,
      event({ ...goal.event, operation: "void" }),
      event({ ...goal.event, operation: "update" }),
    ]);
    expect(score(state)).toEqual([1, 0]);
  });

  it("an update of an event never seen is an event", () => {
    expect(score(play([announcement(), event({ operation: "update" })]).state)).toEqual([1, 0]);
  });

  it("a void of an event never seen keeps the create that follows it out", () => {
    const { state } = play([announcement(), event({ ...goal.event, operation: "void" }), goal]);
    expect(score(state)).toEqual([0, 0]);
  });

  it("a yellow card turned red is counted as red alone", () => {
    const card = event({ event_type: "card", detail: "yellow" });
    const { state } = play([card, event({ ...card.event, operation: "update", detail: "red" })]);
    expect(state.tallies["10"]).toEqual({ red_cards: 1 });
  });
});

describe("status and clock", () => {
  it("an event of a match nobody announced creates it, in the status of its period", () => {
    expect(play([event({ period: "second_half", minute: 60 })]).state).toMatchObject({
      status: "second_half",
      minute: 60,
    });
  });

  it("takes the period from the minute where the feed does not give it", () => {
    expect(play([event({ period: undefined, minute: 70 })]).state.status).toBe("second_half");
  });

  it("follows the whistle", () => {
    const whistle = (event_type: "period_start" | "period_end", period: "first_half" | "second_half") =>
      event({ event_type, period, minute: period === "first_half" ? 45 : 90 });
    const whistles = [
      whistle("period_start", "first_half"),
      whistle("period_end", "first_half"),
      whistle("period_start", "second_half"),
      whistle("period_end", "second_half"),
    ];
    const seen = whistles.map((_, index) => play(whistles.slice(0, index + 1)).state.status);
    expect(seen).toEqual(["first_half", "half_time", "second_half", "second_half"]);
  });

  it("a late event of the first half does not bring the first half back", () => {
    const { state } = play([report({ status: "second_half", minute: 50 }), event({ minute: 44 })]);
    expect(state).toMatchObject({ status: "second_half", minute: 50 });
  });

  it("an event does not restart a match that is over", () => {
    expect(play([report({ status: "finished" }), event()]).state.status).toBe("finished");
  });

  it("a voided kick-off takes its status back", () => {
    const kickOff = event({ event_type: "period_start" });
    const { state } = play([kickOff, event({ ...kickOff.event, operation: "void" })]);
    expect(state.status).toBe("scheduled");
  });

  it("does not go back to the first half for an event told late, and keeps the score at half-time", () => {
    const past = [
      report({ status: "first_half" }),
      report({ status: "half_time" }),
      report({ status: "unknown" }),
    ];
    const before = play(past).state;
    const { state } = play([...past, event({ minute: 12, period: "first_half", event_type: "corner" })]);
    expect(before.half_time).toEqual({ home_score: 0, away_score: 0 });
    expect([state.status, state.half_time]).toEqual(["unknown", before.half_time]);
  });

  it("an unknown status is kept raw", () => {
    const { state } = play([report({ status: "unknown", raw_status: "WO?" })]);
    expect(state).toMatchObject({ status: "unknown", raw_status: "WO?" });
  });
});

describe("log", () => {
  it("leaves detail events out of the public positions", () => {
    const { log } = play([event(), event({ event_type: "pass" }), event({ event_type: "shot" })]);
    expect(log.map(({ seq, public: shown, prev_public_seq }) => [seq, shown, prev_public_seq])).toEqual([
      [1, true, 0],
      [2, false, 1],
      [3, true, 1],
    ]);
  });

  it("has no entry for a report without news", () => {
    const told = announcement({ status: "first_half" });
    expect(play([told, { ...told }]).log).toHaveLength(1);
  });
});

function twice(item: FeedItem): FeedItem[] {
  return [item, item];
}
