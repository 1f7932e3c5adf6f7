import { expect, it } from "vitest";
import { eventLookup, reduceWithLookups } from "../../../lambdas/consumer/event-lookup.ts";
import type { EventKey, FeedKey } from "../../../modules/ports/matches.ts";
import type { Lookups } from "../../../modules/reducer/lookups.ts";
import type { Reduction } from "../../../modules/reducer/reduce-match.ts";

const KEY = { match_id: "123", provider: "a", event_id: "1" };
const FEED = { match_id: "123", provider: "a" };

it("what is missing is asked for once, also if the log does not have it", async () => {
  const asked: [readonly EventKey[], readonly FeedKey[]][] = [];
  const known = eventLookup({
    known: async (events, feeds) => {
      asked.push([events, feeds]);
      return new Map();
    },
  });
  const rounds: Lookups[] = [
    { events: [], feeds: [FEED] },
    { events: [KEY], feeds: [FEED] },
  ];
  const reduce = () => {
    const missing = rounds.at(Math.min(asked.length, 1)) ?? { events: [], feeds: [] };
    return [{ missing } as Reduction];
  };
  await reduceWithLookups(known, reduce);
  expect(asked).toEqual([
    [[], [FEED]],
    [[KEY], []],
  ]);
  expect(known.hasAllOf(FEED)).toBe(true);
});
