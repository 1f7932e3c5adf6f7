import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { externalIdsOf, internalItems } from "../../../modules/ingest/internal-ids.ts";
import { internalStreamRecords } from "../../../modules/ingest/internal-records.ts";
import type { StreamItem } from "../../../modules/match/event.ts";
import { type ExternalId, externalKey, type IdKind, type InternalId } from "../../../modules/ports/ids.ts";
import { event, NOW, report } from "../../support/items.ts";
import { memoryIds } from "../../support/memory-ids.ts";

const OPTA = { provider: "opta", match_id: "opta-1" };

function line(kind: IdKind, external: string, id: string): [ExternalId, InternalId] {
  return [{ provider: "opta", kind, external }, { id }];
}

function mapped(...lines: [ExternalId, InternalId][]) {
  return new Map(lines.map(([external, internal]) => [externalKey(external), internal]));
}

const goal = event({ ...OPTA, team_id: "opta-10", player_id: "opta-7", related_player_id: "opta-8" });
const announced = report({
  ...OPTA,
  home_team: { id: "opta-10", name: "Reds" },
  away_team: { id: "opta-1:away" },
  league: { id: "opta-5", name: "A League" },
});

describe("ids of a vendor", () => {
  it("become ours wherever an item holds them", () => {
    const lines = mapped(
      line("match", "1", "m"),
      line("team", "10", "reds"),
      line("player", "7", "p7"),
      line("league", "5", "l"),
    );
    const [first, second] = internalItems([goal, announced], lines);
    expect(first).toEqual({
      kind: "event",
      event: { ...goal.event, match_id: "m", team_id: "reds", player_id: "p7" },
    });
    expect(second).toMatchObject({
      report: {
        match_id: "m",
        home_team: { id: "reds", name: "Reds" },
        league: { id: "l", name: "A League" },
      },
    });
  });

  it("become ours in the statistics of teams, too", () => {
    const told = report({ ...OPTA, team_stats: { "opta-10": { shots: 3 }, "opta-1:away": { shots: 2 } } });
    const lines = mapped(line("match", "1", "m"), line("team", "10", "reds"));
    expect(internalItems([told], lines)).toMatchObject([
      { report: { team_stats: { reds: { shots: 3 }, "m:away": { shots: 2 } } } },
    ]);
    expect(externalIdsOf([told]).map(externalKey)).toContain("opta#team#10");
  });

  it("stay as they are without a line, and so does one of another kind", () => {
    const lines = mapped(line("player", "10", "a player"), line("team", "7", "a team"));
    expect(internalItems([goal], lines)).toEqual([goal]);
  });

  it("of a team that is named by its match follow the match, unless they have a line of their own", () => {
    const home = (lines: ReturnType<typeof mapped>) =>
      internalItems([announced], lines).map((item) => item.kind === "status" && item.report.away_team?.id);
    expect(home(mapped(line("match", "1", "m")))).toEqual(["m:away"]);
    expect(home(mapped(line("match", "1", "m"), line("team", "1:away", "blues")))).toEqual(["blues"]);
    expect(home(mapped())).toEqual(["opta-1:away"]);
  });

  it("of custom feeds are looked up as they were sent", () => {
    const [item] = [event({ match_id: "1", team_id: "10" })];
    expect(externalIdsOf([item]).map(externalKey)).toEqual(["custom#match#1", "custom#team#10"]);
  });

  it("are looked up in lists and roll calls, too", () => {
    const sheet: StreamItem = {
      kind: "sheet",
      sheet: { ...OPTA, events: [goal.event], retract: "all", occurred_at: NOW },
    };
    const roll: StreamItem = { kind: "roll_call", roll: { ...OPTA, event_ids: ["1"], occurred_at: NOW } };
    const lines = mapped(line("match", "1", "m"), line("player", "7", "p7"));
    const [first, second] = internalItems([sheet, roll], lines);
    expect(first).toMatchObject({ sheet: { match_id: "m", events: [{ match_id: "m", player_id: "p7" }] } });
    expect(second).toMatchObject({ roll: { match_id: "m", event_ids: ["1"] } });
  });
});

describe("records", () => {
  it("of two vendors' matches that are one of ours have one key, and the priority of each feed", async () => {
    const other = event({ provider: "sportradar", match_id: "sportradar-sr:sport_event:9" });
    const theirs = { kind: "match", id: "m", updated_at: NOW } as const;
    const { ids } = memoryIds([
      { ...theirs, provider: "opta", external: "1", priority: 2 },
      { ...theirs, provider: "sportradar", external: "sr:sport_event:9" },
    ]);
    expect(await internalStreamRecords([goal], NOW, ids)).toMatchObject([
      { match_id: "m", priority: 2, received_at: NOW },
    ]);
    const [record] = await internalStreamRecords([other], NOW, ids);
    expect(record).toMatchObject({ match_id: "m" });
    expect(record).not.toHaveProperty("priority");
  });

  it("are not made at all if the map does not answer", async () => {
    const ids = { lookup: () => Promise.reject(new Error("out of reach")) };
    await expect(internalStreamRecords([goal], NOW, ids)).rejects.toThrow("out of reach");
  });
});

const someId = fc.constantFrom("opta-1", "opta-2", "opta-3", "1", "opta-1:home", "other-1");
const someItem: fc.Arbitrary<StreamItem> = fc.oneof(
  fc
    .record({ match_id: someId, team_id: someId, player_id: someId })
    .map((ids) => event({ provider: "opta", ...ids })),
  fc
    .record({ match_id: someId, home: someId, league: someId })
    .map(({ match_id, home, league }) =>
      report({ provider: "opta", match_id, home_team: { id: home }, league: { id: league } }),
    ),
);
const someLines = fc
  .array(
    fc.tuple(
      fc.constantFrom<IdKind>("match", "team", "player", "league"),
      fc.constantFrom("1", "2", "3", "1:home"),
      fc.constantFrom("ours-1", "ours-2"),
    ),
  )
  .map((lines) => mapped(...lines.map(([kind, external, id]) => line(kind, external, id))));

describe("for every map and every delivery", () => {
  it("what has no line stays untouched, and doing it twice does no more", () => {
    fc.assert(
      fc.property(fc.array(someItem), someLines, (items, lines) => {
        const once = internalItems(items, lines);
        expect(internalItems(once, lines)).toEqual(once);
        expect(internalItems(items, new Map())).toEqual(items);
        for (const [index, item] of items.entries()) {
          const isMapped = externalIdsOf([item]).some((id) => lines.has(externalKey(id)));
          if (!isMapped) expect(once[index]).toEqual(item);
        }
      }),
    );
  });

  it("every id that has a line is asked for, once", () => {
    fc.assert(
      fc.property(fc.array(someItem), someLines, (items, lines) => {
        const asked = externalIdsOf(items).map(externalKey);
        expect(new Set(asked).size).toBe(asked.length);
        const known = new Map([...lines].filter(([key]) => asked.includes(key)));
        expect(internalItems(items, known)).toEqual(internalItems(items, lines));
      }),
    );
  });
});
