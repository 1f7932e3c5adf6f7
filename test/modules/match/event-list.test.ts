import { describe, expect, it } from "vitest";
import type { EventList, MatchEvent } from "../../../modules/match/event.ts";
import { eventsOfList, voidsOfManifest } from "../../../modules/match/event-list.ts";
import { event, NOW } from "../../support/items.ts";

function goal(fields: Partial<MatchEvent> = {}): MatchEvent {
  return event({ event_id: "goal", player_id: "789", ...fields }).event;
}

function sheet(events: MatchEvent[], retract: EventList["retract"] = "all"): EventList {
  return { provider: "custom", match_id: "123", events, retract, occurred_at: NOW };
}

/** What a sheet changes, as `operation id`. */
function changes(events: MatchEvent[], standing: MatchEvent[], retract?: EventList["retract"]): string[] {
  return eventsOfList(sheet(events, retract), standing).map(
    ({ operation, event_id }) => `${operation} ${event_id}`,
  );
}

describe("an event list keeps the id of an event", () => {
  it.each<[string, Partial<MatchEvent>]>([
    ["that is unchanged", {}],
    ["whose minute changed", { minute: 15 }],
    ["whose detail changed", { detail: "header" }],
    ["whose scorer came later, a minute off", { player_id: undefined, minute: 13 }],
    ["that was given to another scorer", { player_id: "790" }],
  ])("%s", (_, before) => {
    expect(changes([goal({ event_id: "described-anew" })], [goal(before)])).toEqual(["update goal"]);
  });

  it("of the same player whose name is spelt another way", () => {
    const named = (player_name: string) => goal({ player_id: undefined, metadata: { player_name } });
    expect(changes([named("N'Golo Kante")], [named("N’Golo Kanté")])).toEqual(["update goal"]);
  });

  it("when two of one player changed places in the list", () => {
    const standing = [goal({ event_id: "first", minute: 10 }), goal({ event_id: "second", minute: 20 })];
    const told = [goal({ event_id: "b", minute: 21 }), goal({ event_id: "a", minute: 10 })];
    expect(changes(told, standing)).toEqual(["update second", "update first"]);
  });
});

describe("an event list", () => {
  it("gives what is new the id of its description, unless that one stands already", () => {
    const moved = goal({ minute: 14 });
    const fresh = goal({ minute: 12, event_type: "goal" });
    expect(changes([moved, fresh], [moved])).toEqual(["update goal", "update goal.2"]);
  });

  it("voids what is gone", () => {
    expect(changes([], [goal()])).toEqual(["void goal"]);
  });

  it("takes an event of the other team for another event", () => {
    expect(changes([goal({ event_id: "other", team_id: "11" })], [goal()])).toEqual([
      "void goal",
      "update other",
    ]);
  });

  it("voids no goal the vendor's score still counts, and nothing at all where it is partial", () => {
    const standing = [goal(), event({ event_id: "card", event_type: "card" }).event];
    expect(changes([], standing, "no_goals")).toEqual(["void card"]);
    expect(changes([], standing, "none")).toEqual([]);
  });
});

it("a manifest voids the events it does not name", () => {
  const roll = { provider: "custom", match_id: "123", event_ids: ["a"], occurred_at: NOW };
  const standing = [goal({ event_id: "a", version: 2 }), goal({ event_id: "b", version: 2 })];
  expect(voidsOfManifest(roll, standing)).toMatchObject([{ event_id: "b", operation: "void" }]);
  expect(voidsOfManifest(roll, standing)[0]).not.toHaveProperty("version");
});

it("a manifest older than an event does not void it", () => {
  const roll = { provider: "custom", match_id: "123", event_ids: [], occurred_at: NOW };
  expect(voidsOfManifest(roll, [goal({ occurred_at: "2024-11-20T10:30:01.000Z" })])).toEqual([]);
});
