import { describe, expect, it } from "vitest";
import { countedScore, withConflict } from "../../../modules/match/score-conflict.ts";
import { announcement, event, report } from "../../support/items.ts";
import { play } from "../../support/play.ts";

const before = { occurred_at: "2024-11-20T10:20:00.000Z" };

function conflictAfter(...items: Parameters<typeof play>[0]) {
  return withConflict(play([announcement({ status: "first_half" }), ...items]).state).score_conflict;
}

describe("the score a feed gives and the one its events add up to", () => {
  it("do not conflict where they agree, or where one is missing", () => {
    expect(conflictAfter()).toBeUndefined();
    expect(conflictAfter(event(before), report({ home_score: 1, away_score: 0 }))).toBeUndefined();
    expect(
      conflictAfter(event({ detail: "own_goal", ...before }), report({ home_score: 0, away_score: 1 })),
    ).toBeUndefined();
    // A feed without events contradicts nobody.
    expect(conflictAfter(report({ home_score: 2, away_score: 1 }))).toBeUndefined();
    // Decided by a court.
    expect(
      conflictAfter(event(before), report({ home_score: 3, away_score: 0, status: "awarded" })),
    ).toBeUndefined();
  });

  it("disagree by so many goals of each side", () => {
    expect(conflictAfter(event(before), report({ home_score: 2, away_score: 1 }))).toEqual({
      home: 1,
      away: 1,
    });
    expect(conflictAfter(event(before), report({ home_score: 0, away_score: 0 }))).toEqual({
      home: -1,
      away: 0,
    });
  });

  it("disagree by as much after the next goal, which moves both", () => {
    const given = [event(before), report({ home_score: 2, away_score: 0 })];
    const next = event({ occurred_at: "2024-11-20T10:40:00.000Z" });
    expect(conflictAfter(...given, next)).toEqual(conflictAfter(...given));
  });

  it("the same disagreement is the same state, and one that is over leaves nothing", () => {
    const { state } = play([
      announcement({ status: "first_half" }),
      event(before),
      report({ home_score: 2 }),
    ]);
    const noted = withConflict(state);
    expect(noted).not.toBe(state);
    expect(withConflict(noted)).toBe(noted);
    expect(countedScore(noted)).toEqual({ home_score: 1, away_score: 0 });
    expect(withConflict({ ...noted, home_score: 1 })).not.toHaveProperty("score_conflict");
  });
});
