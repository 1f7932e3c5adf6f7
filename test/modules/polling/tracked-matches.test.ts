import { describe, expect, test } from "vitest";
import { nextPollAt } from "../../../lambdas/poller/next-poll.ts";
import type { Status } from "../../../modules/match/status.ts";
import {
  afterLiveList,
  afterMatchAnswer,
  dueMatches,
  isInPlay,
  type TrackedMatches,
} from "../../../modules/polling/tracked-matches.ts";

const T = 1_000_000_000;
const told = (statuses: Record<string, Status | undefined>) => new Map(Object.entries(statuses));
const NONE = told({});

describe("a match that vanishes from the list", () => {
  const gone = afterLiveList(afterLiveList({}, told({ a: "second_half" }), T), NONE, T + 15_000);

  test("is asked for by itself, at once", () => {
    expect(dueMatches(afterLiveList({}, told({ a: "second_half" }), T), false, T)).toEqual([]);
    expect(dueMatches(gone, false, T + 15_000)).toEqual(["a"]);
  });

  test("and once more two minutes later if it is over, and then no more", () => {
    const over = afterMatchAnswer(gone, ["a"], told({ a: "finished" }), T + 15_000);
    expect(dueMatches(over, false, T + 134_999)).toEqual([]);
    expect(dueMatches(over, false, T + 135_000)).toEqual(["a"]);
    expect(afterMatchAnswer(over, ["a"], told({ a: "finished" }), T + 135_000)).toEqual({});
  });

  test("is followed all the time while it is still in play", () => {
    const extra = afterMatchAnswer(gone, ["a"], told({ a: "extra_time_first_half" }), T + 15_000);
    expect(dueMatches(extra, false, T + 15_001)).toEqual(["a"]);
    const over = afterMatchAnswer(extra, ["a"], told({ a: "finished" }), T + 900_000);
    expect(over.a).toMatchObject({ closings: 1, status: "finished" });
  });

  test("is asked for seldom when it is neither in play nor over, and given up in the end", () => {
    const stopped = afterMatchAnswer(gone, ["a"], told({ a: "suspended" }), T + 15_000);
    expect(dueMatches(stopped, false, T + 74_999)).toEqual([]);
    expect(dueMatches(stopped, false, T + 75_000)).toEqual(["a"]);
    expect(afterLiveList(stopped, NONE, T + 4 * 3_600_000)).toEqual({});
  });

  test("is given up after two answers that do not have it", () => {
    const once = afterMatchAnswer(gone, ["a"], NONE, T + 15_000);
    expect(afterMatchAnswer(once, ["a"], NONE, T + 135_000)).toEqual({});
  });

  test("that comes back is in play again", () => {
    const back = afterLiveList(gone, told({ a: "second_half" }), T + 30_000);
    expect(dueMatches(back, false, T + 30_000)).toEqual([]);
    expect(Object.values(back).every(isInPlay)).toBe(true);
  });
});

describe("where each match has to be asked for", () => {
  test("those nobody asked for the longest time come first", () => {
    const listed = afterLiveList({}, told({ a: "first_half", b: "first_half", c: "finished" }), T);
    const asked = afterMatchAnswer(listed, ["a", "c"], told({ a: "first_half", c: "finished" }), T + 1);
    expect(dueMatches(asked, true, T + 2)).toEqual(["b", "a"]);
    expect(dueMatches(asked, true, T + 60_001)).toEqual(["b", "a", "c"]);
  });
});

describe("the pace", () => {
  const NOON = Date.parse("2026-07-19T12:00:00Z");
  const pace = (matches: TrackedMatches, more: Partial<Parameters<typeof nextPollAt>[0]> = {}) =>
    nextPollAt({
      spent: { recent: [], day: "2026-07-19", today: 0 },
      limits: { perMinute: 10 },
      matches,
      pollsEachMatch: false,
      interval: 15_000,
      started: NOON,
      calls: 1,
      now: NOON + 500,
      ...more,
    }) - NOON;
  const live = afterLiveList({}, told({ a: "first_half" }), NOON);

  test("is the interval while a match is in play, a minute otherwise", () => {
    expect(pace(live)).toBe(15_000);
    expect(pace({})).toBe(60_000);
    expect(pace({}, { interval: 120_000 })).toBe(120_000);
  });

  test("is not slowed by what took long", () => {
    expect(pace(live, { now: NOON + 40_000 })).toBe(40_000);
  });

  test("is kept for a match that was over and has to be looked at once more", () => {
    const over = afterMatchAnswer(
      afterLiveList(live, NONE, NOON - 100_000),
      ["a"],
      told({ a: "finished" }),
      NOON,
    );
    expect(pace(over)).toBe(20_000);
  });

  test("gets slower as the day's calls come to an end, and leaves some for the match to end", () => {
    const left = (today: number) =>
      pace(live, {
        limits: { perMinute: 10, perDay: 100 },
        spent: { recent: [], day: "2026-07-19", today },
      });
    expect(left(0)).toBe(80_000);
    expect(left(45)).toBe(160_000);
    expect(left(89)).toBe(7_200_000);
    expect(pace(live, { limits: { perMinute: 300, perDay: 7_500 } })).toBe(15_000);
  });

  test("takes no more than a quarter of the day's calls while nothing is in play", () => {
    const limits = { perMinute: 10, perDay: 100 };
    expect(pace({}, { limits })).toBeCloseTo((12 * 3_600_000) / (90 / 4), -3);
  });
});
