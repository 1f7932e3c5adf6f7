import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apply } from "../../../modules/match/apply.ts";
import { EVENT_TYPES, type MatchItem } from "../../../modules/match/event.ts";
import { eventTypeOf, filterOf, passes } from "../../../modules/match/event-filter.ts";
import { framesOf } from "../../../modules/match/frame.ts";
import { newMatch, snapshot } from "../../../modules/match/state.ts";
import { VIEWS } from "../../../modules/match/view.ts";
import type { SubscriptionFilter } from "../../../modules/ports/audience.ts";
import {
  lastVisibleSeq,
  type MatchSubscription,
  matchSubscriptionsOf,
} from "../../../modules/subscriptions/match-subscription.ts";

const AT = "2024-11-20T10:30:00.000Z";

function interests(subscriptions: Record<string, SubscriptionFilter>): MatchSubscription[] {
  return [...matchSubscriptionsOf(new Map(Object.entries(subscriptions))).values()];
}

describe("what a connection sees of a match", () => {
  test.each<[string, Record<string, SubscriptionFilter>, MatchSubscription[]]>([
    ["the public channel", { "match:1": {} }, [{ match_id: "1", view: "public", channels: ["match:1"] }]],
    [
      "a private one",
      { "private-match:1": {} },
      [{ match_id: "1", view: "private", channels: ["private-match:1"] }],
    ],
    [
      "all three: what private ones see",
      { "match:1": {}, "presence-match:1": {}, "private-match:1": {} },
      [{ match_id: "1", view: "private", channels: ["presence-match:1", "private-match:1"] }],
    ],
    [
      "a filter",
      { "match:1": { types: ["goal"] } },
      [{ match_id: "1", view: "public", channels: ["match:1"], filter: new Set(["goal"]) }],
    ],
    [
      "two filters: what passes one of them",
      { "match:1": { types: ["goal"] }, "private-match:1": { types: ["card"] } },
      [{ match_id: "1", view: "private", channels: ["private-match:1"], filter: new Set(["goal", "card"]) }],
    ],
    [
      "a filter and none: everything",
      { "private-match:1": { types: ["goal"] }, "match:1": {} },
      [{ match_id: "1", view: "private", channels: ["private-match:1"] }],
    ],
    ["no match's own channel", { all: {}, "league:1": {}, "private-live:all": {} }, []],
  ])("by %s", (_, subscriptions, expected) => {
    expect(interests(subscriptions)).toEqual(expected);
  });
});

const item = fc.record({
  event_type: fc.constantFrom(...EVENT_TYPES),
  period: fc.constantFrom("first_half" as const, "second_half" as const),
  operation: fc.constantFrom("create" as const, "create" as const, "update" as const, "void" as const),
  which: fc.nat(12),
});

test("a position is that of the last entry of which such a viewer was sent anything", () => {
  const filters = fc.option(fc.uniqueArray(fc.constantFrom(...EVENT_TYPES), { minLength: 1, maxLength: 4 }));
  fc.assert(
    fc.property(
      fc.array(item, { maxLength: 40 }),
      filters,
      fc.constantFrom(...VIEWS),
      (items, types, view) => {
        const filter = filterOf(types ?? undefined);
        let state = newMatch("1");
        let position = 0;
        const known = new Map<string, Parameters<typeof apply>[2]>();
        for (const { event_type, period, operation, which } of items) {
          // An event stays what it was: a feed does not make a card of a goal.
          const event_id = `${event_type}-${which}`;
          const told: MatchItem = {
            kind: "event",
            event: {
              provider: "p",
              event_id,
              match_id: "1",
              event_type,
              period,
              minute: 10,
              operation,
              occurred_at: AT,
              metadata: { n: position },
            },
          };
          const { state: next, entry } = apply(state, told, known.get(event_id), AT);
          state = next;
          if (entry?.item.kind !== "event") continue;
          const { changes } = entry;
          known.set(event_id, { event: entry.item.event, revision: 0, changes });
          if (view === "public" && !entry.public) continue;
          const frames = framesOf(entry, state).filter((frame) => passes(filter, eventTypeOf(frame)));
          if (frames.length > 0) position = entry.seq;
        }
        const stored = {
          snapshot: snapshot(state),
          public_seq: state.public_seq,
          positions: state.positions,
        };
        // A detail event that public channels see, since it moved the score or the status, has other frames too.
        expect(lastVisibleSeq(stored, { view, filter })).toBe(position);
      },
    ),
  );
});
