import { describe, expect, test } from "vitest";
import { event, events, f24, matchAfter, scoreAfter, standing, tallyAfter } from "./opta-bodies.ts";

const GOAL = { id: "301", event_id: "40", version: "1715436609000" };
const LATER = "1715436700000";
/** Days after the match. */
const MUCH_LATER = "1720000000000";

describe("deleted events (type 43)", () => {
  const goal = f24([event(16, GOAL)], { home_score: "1" });
  const deleted = f24([event(43, { ...GOAL, x: "0.0", y: "0.0", version: LATER }, { 144: "16" })]);

  test("take back what they were", () => {
    expect(events(deleted)).toMatchObject([{ event_id: "301", event_type: "goal", operation: "void" }]);
    const { state } = matchAfter(goal, deleted);
    expect([state.home_score, state.away_score]).toEqual([0, 0]);
  });

  test("leave no phantom where the event was never seen", () => {
    expect(standing(deleted)).toEqual([]);
    expect(scoreAfter(deleted)).toEqual([0, 0]);
  });

  test("stay deleted when an older body comes after", () => {
    expect(standing(deleted, goal)).toEqual([]);
    expect(standing(goal, deleted, goal)).toEqual([]);
  });

  test("void a card, a substitution and an unknown type alike", () => {
    const before = [
      event(17, { id: "1", sec: "1" }, { 31: "" }),
      event(19, { id: "2", sec: "2" }),
      event(999, { id: "3", sec: "3" }),
    ];
    const former = ["17", "19", "999"].map((type, index) =>
      event(43, { id: String(index + 1), sec: index + 1, version: LATER }, { 144: type }),
    );
    expect(standing(f24(before))).toHaveLength(3);
    expect(standing(f24(before), f24(former))).toEqual([]);
    expect(tallyAfter("11", f24(before), f24(former))).toEqual({});
  });

  test("are also those deleted after a review (type 84): a cancelled goal", () => {
    const cancelled = f24([event(84, { ...GOAL, version: LATER }, { 144: "16" })]);
    expect(scoreAfter(goal, cancelled)).toEqual([0, 0]);
    expect(standing(goal, cancelled)).toEqual([]);
  });

  test("may come back", () => {
    const again = f24([event(16, { ...GOAL, version: MUCH_LATER })], { home_score: "1" });
    expect(scoreAfter(goal, deleted, again)).toEqual([1, 0]);
  });

  test("do not pair up: a substitution whose first half was deleted is one of the player who came on", () => {
    const off = event(43, { id: "501", event_id: "417", player_id: "109" }, { 144: "18", 55: "418" });
    const on = event(19, { id: "502", event_id: "418", player_id: "112" }, { 55: "417" });
    const [first] = standing(f24([off, on]));
    expect(first).toMatchObject({ event_id: "502", player_id: "opta-112" });
    expect(first).not.toHaveProperty("related_player_id");
  });
});

describe("versions", () => {
  const by = (player_id: string, version: string, type = 16, qualifiers = {}) =>
    f24([event(type, { ...GOAL, player_id, version }, qualifiers)], {
      home_score: undefined,
      away_score: undefined,
    });

  test("a newer one replaces, an older one that arrives later changes nothing", () => {
    expect(standing(by("101", GOAL.version), by("102", LATER))).toMatchObject([{ player_id: "opta-102" }]);
    const late = matchAfter(by("102", LATER), by("101", GOAL.version));
    expect(late.known.get("301")?.event.player_id).toBe("opta-102");
    expect(late.known.get("301")?.revision).toBe(0);
  });

  test("one from days after the match replaces as well, and moves the score", () => {
    const own = by("101", MUCH_LATER, 16, { 28: "" });
    expect(scoreAfter(by("101", GOAL.version), own)).toEqual([0, 1]);
  });

  test("the same body again changes nothing", () => {
    expect(matchAfter(by("101", LATER), by("101", LATER)).log).toHaveLength(
      matchAfter(by("101", LATER)).log.length,
    );
  });

  test("a goal that turns out to be a save is one", () => {
    expect(scoreAfter(by("101", GOAL.version), by("101", LATER, 15))).toEqual([0, 0]);
  });

  test("last_modified takes the place of a version that is missing", () => {
    const at = (player_id: string, last_modified: string) =>
      f24([event(1, { ...GOAL, player_id, version: undefined, last_modified })]);
    const bodies = [at("102", "2024-05-11T15:20:00"), at("101", "2024-05-11T15:10:00")];
    expect(standing(...bodies)).toMatchObject([{ player_id: "opta-102" }]);
  });

  test("an F24 voids nothing by leaving it out", () => {
    const two = f24([event(16, { id: "1" }), event(16, { id: "2", sec: "9" })], { home_score: "2" });
    const one = f24([event(16, { id: "1" })], { home_score: "2" });
    expect(standing(two, one)).toHaveLength(2);
    expect(scoreAfter(two, one)).toEqual([2, 0]);
  });
});

describe("goal by goal", () => {
  test("a goal moves the score itself, and is no correction afterwards", () => {
    const kickOff = event(32, { id: "1", min: "0", sec: "0", timestamp: "2024-05-11T15:00:10.000" });
    const goal = event(16, { id: "2", timestamp: "2024-05-11T15:10:05.000" });
    const before = f24([kickOff], {}, { timestamp: "2024-05-11T15:10:20" });
    const now = f24([kickOff, goal], { home_score: "1" }, { timestamp: "2024-05-11T15:10:30" });
    const reasons = matchAfter(before, now).log.flatMap(({ changes }) => changes.score?.reason ?? []);
    expect(reasons).toEqual(["goal"]);
  });
});
