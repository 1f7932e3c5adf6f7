import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { streamItem } from "../../../../modules/match/event.ts";
import { snapshot } from "../../../../modules/match/state.ts";
import { apiFootball } from "../../../../modules/providers/api-football/api-football.ts";
import { withOddValues } from "../odd-values.ts";
import { decode, feed, hasVendorData, items, vendorFile } from "../reduced-feed.ts";
import { AWAY, entry, envelope, fixture, fixtures, goal, HOME, statistics } from "./api-football-bodies.ts";

const MATCH = "api-football-5001";
const faults = (body: unknown, overrides = {}) => {
  const decoded = decode(apiFootball, body, overrides);
  return decoded.outcome === "invalid" ? decoded.faults : decoded.outcome;
};

const both = [
  statistics(HOME, { shots: 9, onTarget: 4, possession: "47%", passes: 310, xg: "1.37" }),
  statistics(AWAY, { shots: 5, onTarget: 1, possession: "53%", passes: 350, xg: "0.40" }),
];
const body = (response: unknown[] = both, parameters: unknown = { fixture: "5001" }) =>
  envelope("fixtures/statistics", response, parameters);

describe("a statistics body", () => {
  it("has the vendor's own figures of both teams, and those that it does not name are left out", () => {
    expect(items(apiFootball, body())).toMatchObject([
      {
        kind: "status",
        report: {
          match_id: MATCH,
          team_stats: {
            "api-football-71": {
              shots: 9,
              shots_on_target: 4,
              possession: 47,
              passes: 310,
              corners: 3,
              xg: 1.37,
            },
            "api-football-72": { shots: 5, possession: 53, xg: 0.4 },
          },
        },
      },
    ]);
    // null is 0 or unknown.
    expect(JSON.stringify(items(apiFootball, body()))).not.toContain("offsides");
  });

  it("leaves the cards to the events: a second yellow one is among both colours", () => {
    const match = feed(apiFootball, MATCH);
    const cards = [entry(30, "Card", "Yellow Card"), entry(60, "Card", "Yellow Card")];
    match.deliver(fixtures(fixture([0, 0], [...cards, entry(60, "Card", "Red Card")])));
    match.deliver(body());
    expect(snapshot(match.state).stats.home).toMatchObject({
      yellow_cards: 1,
      second_yellow_cards: 1,
      red_cards: 0,
    });
  });

  it("is shown, and is no entry of the log", () => {
    const match = feed(apiFootball, MATCH);
    match.deliver(fixtures(fixture([1, 0], [goal(12)])));
    expect(match.deliver(body())).toEqual([]);
    expect(snapshot(match.state).stats).toMatchObject({
      home: { goals: 1, shots: 9, shots_on_target: 4, saves: 1, possession: 47, corners: 3 },
      away: { shots: 5, saves: 3, possession: 53, passes: 350, xg: 0.4 },
    });
  });

  it("says which match it is of only in its parameters, or its path does", () => {
    expect(items(apiFootball, body(both, []), { match: "5001" })).toMatchObject([
      { report: { match_id: MATCH } },
    ]);
    expect(faults(body(both, []))).toMatchObject([{ path: "parameters.fixture" }]);
    expect(faults(body(), { match: "5002" })).toMatchObject([{ path: "parameters.fixture" }]);
  });

  it("of one team leaves the other as it was", () => {
    const match = feed(apiFootball, MATCH);
    match.deliver(fixtures(fixture([0, 0], [])));
    match.deliver(body());
    match.deliver(body([statistics(AWAY, { shots: 6 })], { fixture: "5001", team: "72" }));
    expect(snapshot(match.state).stats).toMatchObject({ home: { shots: 9 }, away: { shots: 6 } });
  });

  it("of a match without any yet is accepted, without items", () => {
    expect(decode(apiFootball, body([]))).toMatchObject({ outcome: "items", items: [] });
  });

  it("that is an error is refused", () => {
    const error = { ...body([]), errors: { requests: "Too many." } };
    expect(faults(error)).toMatchObject([{ path: "errors.requests" }]);
    expect(faults({ ...body(), results: 3 })).toMatchObject([{ path: "response" }]);
    expect(faults(body([7]))).toMatchObject([{ path: "response[0]" }]);
  });
});

describe("a line-ups body", () => {
  const lineups = [
    { team: HOME, formation: "4-3-3", startXI: [{ player: { id: 9, name: "N. Nine" } }], substitutes: [] },
  ];

  it("makes the match known, and no more", () => {
    const match = feed(apiFootball, MATCH);
    const parameters = { fixture: "5001" };
    expect(match.deliver(envelope("fixtures/lineups", lineups, parameters))).toHaveLength(1);
    expect(match.state).toMatchObject({ seq: 1, status: "scheduled" });
    expect(match.deliver(envelope("fixtures/lineups", lineups, parameters))).toEqual([]);
    expect(decode(apiFootball, envelope("fixtures/lineups", [], parameters))).toMatchObject({ items: [] });
  });

  it("without a fixture is refused", () => {
    expect(faults(envelope("fixtures/lineups", lineups))).toMatchObject([{ path: "parameters.fixture" }]);
  });
});

describe("a fixtures body with statistics", () => {
  it("has them with the clock, after its events", () => {
    const match = feed(apiFootball, MATCH);
    const lists = { statistics: both, lineups: [] };
    match.deliver(fixtures({ ...fixture([1, 0], [goal(12)]), ...lists }));
    expect(snapshot(match.state).stats).toMatchObject({
      home: { goals: 1, shots: 9 },
      away: { shots: 5 },
    });
    const next = [statistics(HOME, { shots: 10 }), both[1]];
    const body = fixtures({ ...fixture([2, 0], [goal(12), goal(20)]), statistics: next });
    match.deliver(body);
    expect(snapshot(match.state).stats.home).toMatchObject({ goals: 2, shots: 10 });
    expect(match.deliver(body)).toEqual([]);
  });
});

it.each([
  ["statistics", body()],
  ["fixtures", fixtures({ ...fixture([1, 0], [goal(12)]), statistics: both })],
])("a body of %s with odd values sends on only what can be stored", (_, whole) => {
  fc.assert(
    fc.property(withOddValues(whole), (odd) => {
      const decoded = decode(apiFootball, odd);
      if (decoded.outcome !== "items") return;
      for (const item of decoded.items) {
        const sent: unknown = JSON.parse(JSON.stringify(item));
        expect(streamItem.parse(sent)).toEqual(sent);
      }
    }),
    { numRuns: 500 },
  );
});

describe.skipIf(!hasVendorData("api-football"))("real statistics of API-Football", () => {
  it("are those of the match, with as many saves as the vendor counts", () => {
    const match = feed(apiFootball, "api-football-1149519");
    match.deliver(vendorFile("api-football/fixtures-penalties.json.gz"));
    expect(snapshot(match.state).stats).toMatchObject({
      home: { shots: 23, shots_on_target: 9, saves: 4, possession: 47, passes: 685, fouls: 21, xg: 2.73 },
      away: { shots: 15, shots_on_target: 5, saves: 7, possession: 53, passes: 784, corners: 1, xg: 1.57 },
    });
  });
});
