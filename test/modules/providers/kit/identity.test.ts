import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MatchEvent } from "../../../../modules/match/event.ts";
import { eventIds } from "../../../../modules/providers/kit/identity.ts";
import { event } from "../../../support/items.ts";

const goal = (overrides: Partial<MatchEvent> = {}) => event({ player_id: "9", ...overrides }).event;
const only = (overrides?: Partial<MatchEvent>) => eventIds()(goal(overrides));

describe("the id of an event that came without", () => {
  test("never changes", () => {
    // Ids are in the log: another way to make them would store every repeat a second time.
    expect(only()).toBe("auto-726620949527694ce2bedc01c9a7d484");
  });

  test("is the same in the next delivery", () => {
    expect(only()).toBe(only());
    expect(only({ extra_minute: 0 })).toBe(only());
  });

  test.each<Partial<MatchEvent>>([
    { match_id: "124" },
    { event_type: "shot" },
    { team_id: "11" },
    { player_id: "8" },
    { period: "second_half" },
    { minute: 13 },
    { extra_minute: 1 },
  ])("depends on %j", (difference) => {
    expect(only(difference)).not.toBe(only());
  });

  test.each<Partial<MatchEvent>>([
    { detail: "header" },
    { second: 7 },
    { position_x: 90 },
    { occurred_at: "2024-11-20T10:35:00.000Z" },
    { operation: "void" },
    { metadata: { xG: 0.3 } },
  ])("does not depend on %j, which a correction may change", (difference) => {
    expect(only(difference)).toBe(only());
  });

  test("goes by names where there are no ids, however they are spelled", () => {
    const named = (metadata: Record<string, unknown>) => {
      const { player_id: _, team_id: __, ...rest } = goal({ metadata });
      return eventIds()(rest);
    };
    expect(named({ player: "Luka Modrić" })).toBe(named({ player_name: " LUKA  MODRIC" }));
    expect(named({ player: { name: "Luka Modrić" } })).toBe(named({ player: "Luka-Modric" }));
    expect(named({ player: "Luka Modrić" })).not.toBe(named({ player: "Ivan Perišić" }));
    expect(named({ team: "Reds" })).not.toBe(named({ team: "Blues" }));
  });

  test("gives equal events of one delivery different ids, in order, and finds them again to void them", () => {
    const delivery = eventIds();
    const [first, second] = [delivery(goal()), delivery(goal())];
    expect(first).not.toBe(second);
    expect(delivery(goal({ operation: "void" }))).toBe(first);
    const again = eventIds();
    expect([again(goal()), again(goal())]).toEqual([first, second]);
  });
});

test("no two different events of a delivery share an id", () => {
  const some = fc.record({
    minute: fc.nat(3),
    extra_minute: fc.nat(2),
    player_id: fc.constantFrom("1", "11", "1-1"),
  });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 40 }), (list) => {
      const idOf = eventIds();
      expect(new Set(list.map((overrides) => idOf(goal(overrides)))).size).toBe(list.length);
    }),
  );
});
