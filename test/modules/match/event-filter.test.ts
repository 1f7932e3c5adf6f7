import { describe, expect, test } from "vitest";
import type { EventType } from "../../../modules/match/event.ts";
import { either, eventTypeOf, filterOf, passes } from "../../../modules/match/event-filter.ts";

describe("a filter", () => {
  test("lets the events of its types pass, and all events if there is none", () => {
    expect(passes(undefined, "goal")).toBe(true);
    expect(passes(filterOf(["card", "goal"]), "goal")).toBe(true);
    expect(passes(filterOf(["card"]), "goal")).toBe(false);
  });

  test("concerns events and no other frames", () => {
    const frame = (type: string, event_type?: EventType) =>
      ({ type, data: { event_type } }) as unknown as Parameters<typeof eventTypeOf>[0];
    expect(eventTypeOf(frame("match_event", "goal"))).toBe("goal");
    for (const type of ["score_update", "match_status", "match_update", "stats_update", "feed_status"])
      expect(passes(filterOf(["card"]), eventTypeOf(frame(type)))).toBe(true);
  });

  test("of two subscriptions lets pass what passes one of them", () => {
    expect(either(filterOf(["goal"]), filterOf(["card", "goal"]))).toEqual(new Set(["goal", "card"]));
    expect(either(filterOf(["goal"]), undefined)).toBeUndefined();
    expect(either(undefined, filterOf(["goal"]))).toBeUndefined();
  });
});
