import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVENT_TYPES, type FeedItem, type MatchItem } from "../../../modules/match/event.ts";
import { framesOf } from "../../../modules/match/frame.ts";
import { announcement, event, report } from "../../support/items.ts";
import { play } from "../../support/play.ts";

const someItem: fc.Arbitrary<MatchItem> = fc.oneof(
  fc
    .record({
      event_type: fc.constantFrom(...EVENT_TYPES),
      event_id: fc.constantFrom("a", "b", "c"),
      operation: fc.constantFrom("create" as const, "update" as const, "void" as const),
      minute: fc.integer({ min: 1, max: 90 }),
    })
    .map((fields) => event(fields)),
  fc
    .constantFrom("half_time" as const, "second_half" as const, "finished" as const)
    .map((status) => report({ status })),
  fc.integer({ min: 1, max: 90 }).map((minute) => announcement({ minute })),
  fc.constantFrom("stale" as const, "down" as const, "healthy" as const).map(
    (status): MatchItem => ({
      kind: "feed",
      feed: { provider: "custom", match_id: "123", status, occurred_at: "2024-11-20T10:50:00.000Z" },
    }),
  ),
);

describe("positions", () => {
  it("are those of the last entry that had a frame of each kind", () => {
    fc.assert(
      fc.property(fc.array(someItem, { maxLength: 30 }), (items) => {
        const { state, log } = play(items);
        const expected: Record<string, number> = {};
        for (const entry of log) {
          for (const frame of framesOf(entry, state))
            expected[frame.type === "match_event" ? frame.data.event_type : "*"] = entry.seq;
        }
        expect(state.positions).toEqual(expected);
      }),
    );
  });
});

describe("the score at half-time", () => {
  const first = [announcement(), report({ status: "first_half" }), event({ event_id: "goal" })];
  const half = [...first, report({ status: "half_time" })];
  const later = [...half, event({ period: "second_half", minute: 50, team_id: "11" })];

  it.each<[string, FeedItem[], [number, number] | undefined]>([
    ["is not there before", first, undefined],
    ["is the one when the half ended", half, [1, 0]],
    ["stays when there are more goals", later, [1, 0]],
    [
      "is the one before the second half where nobody told of the break",
      [...first, event({ period: "second_half", minute: 46 })],
      [1, 0],
    ],
    [
      "is the one of the report that told of the break",
      [...first, report({ status: "half_time", home_score: 2, away_score: 2 })],
      [2, 2],
    ],
    [
      "loses a goal of the first half that is taken back",
      [...later, event({ event_id: "goal", operation: "void" })],
      [0, 0],
    ],
    ["is taken back with the break", [...half, report({ status: "first_half" })], undefined],
    ["is unknown of a match that came late", [announcement({ status: "second_half" })], undefined],
  ])("%s", (_, items, score) => {
    const { half_time } = play(items).state;
    expect(half_time && [half_time.home_score, half_time.away_score]).toEqual(score);
  });
});
