import { describe, expect, it } from "vitest";
import { apiFootball } from "../../../../modules/providers/api-football/api-football.ts";
import { decode, events, feed, items, NOW, retracts, said } from "../reduced-feed.ts";
import { AWAY, entry, envelope, fixture, fixtures, goal, HOME } from "./api-football-bodies.ts";

const MATCH = "api-football-5001";
const faults = (body: unknown, overrides = {}) => {
  const decoded = decode(apiFootball, body, overrides);
  return decoded.outcome === "invalid" ? decoded.faults : decoded.outcome;
};

describe("a fixtures body", () => {
  it("says who plays, what happened, the score and the status, in this order", () => {
    const [announced, sheet, score, status, ...rest] = items(
      apiFootball,
      fixtures(fixture([1, 0], [goal(12)])),
    );
    expect(announced).toMatchObject({
      report: {
        match_id: MATCH,
        kick_off: "2024-05-04T14:00:00.000Z",
        home_team: { id: "api-football-71", name: "Harbour Rovers" },
        away_team: { id: "api-football-72", name: "Mill Town" },
        league: { id: "api-football-900", name: "Coast League" },
      },
    });
    expect(sheet).toMatchObject({ kind: "sheet", sheet: { retract: "all", events: [{ minute: 12 }] } });
    expect(score).toMatchObject({ report: { home_score: 1, away_score: 0 } });
    expect(status).toMatchObject({ report: { status: "second_half", minute: 60, occurred_at: NOW } });
    expect(rest).toEqual([]);
  });

  it("delivered again is a repeat", () => {
    const body = fixtures(fixture([1, 0], [goal(12)]));
    const match = feed(apiFootball, MATCH);
    match.deliver(body);
    expect(match.deliver(body, { received_at: "2024-05-04T16:00:15.000Z" })).toEqual([]);
  });

  it("holds several matches, and each of them once", () => {
    const first = fixture([0, 0], []);
    const decoded = decode(
      apiFootball,
      fixtures(first, fixture([0, 0], [], { id: 5002 }), fixture([1, 0], [goal(12)])),
    );
    expect(decoded).toMatchObject({ outcome: "items", received: 12, duplicates: 4 });
    const found = items(apiFootball, fixtures(first, fixture([1, 0], [goal(12)])));
    expect(found.filter((item) => item.kind === "sheet")).toMatchObject([
      { sheet: { events: [{ minute: 12 }] } },
    ]);
  });

  it("without events is score and status, and takes nothing back", () => {
    const match = feed(apiFootball, MATCH);
    match.deliver(fixtures(fixture([1, 0], [goal(12)])));
    const told = match.deliver(fixtures(fixture([2, 0], undefined)));
    expect(said(told)).toEqual(["report 2-0 (correction)"]);
  });

  it("before kick-off has neither score nor clock", () => {
    const body = fixtures(fixture([null, null], [], { status: { short: "NS", elapsed: null } }));
    expect(items(apiFootball, body)).toMatchObject([
      { report: { home_team: {} } },
      { report: { status: "scheduled" } },
    ]);
  });

  it("without a match in play is accepted", () => {
    expect(decode(apiFootball, fixtures())).toEqual({
      outcome: "items",
      items: [],
      received: 0,
      duplicates: 0,
    });
  });

  it.each([
    ["TBD", null, "scheduled"],
    ["1H", 12, "first_half"],
    ["HT", 45, "half_time"],
    ["2H", 60, "second_half"],
    ["BT", 90, "extra_time_break"],
    ["ET", 100, "extra_time_first_half"],
    ["BT", 105, "extra_time_half_time"],
    ["ET", 110, "extra_time_second_half"],
    ["P", 120, "penalty_shootout"],
    ["LIVE", 12, "first_half"],
    ["LIVE", 50, "second_half"],
    ["SUSP", 12, "suspended"],
    ["INT", 12, "suspended"],
    ["AET", 120, "finished"],
    ["PST", null, "postponed"],
    ["CANC", null, "cancelled"],
    ["ABD", 50, "abandoned"],
    ["WO", null, "awarded"],
  ])("with status %s in minute %s is %s", (short, elapsed, status) => {
    const found = items(apiFootball, fixtures(fixture([0, 0], [], { status: { short, elapsed } })));
    expect(found.at(-1)).toMatchObject({ report: { status } });
  });

  it("with a status nobody knows keeps it, and is not finished", () => {
    const found = items(apiFootball, fixtures(fixture([0, 0], [], { status: { short: "XYZ" } })));
    expect(found.at(-1)).toMatchObject({ report: { status: "unknown", raw_status: "XYZ" } });
  });

  it("does not turn the clock back behind what has happened", () => {
    const body = fixtures(fixture([1, 0], [goal([45, 3])], { status: { short: "1H", elapsed: 45 } }));
    expect(items(apiFootball, body).at(-1)).toMatchObject({ report: { minute: 45, extra_minute: 3 } });
  });
});

describe("an events body", () => {
  const body = (entries: unknown[], parameters: unknown = { fixture: "5001" }) =>
    envelope("fixtures/events", entries, parameters);
  const away = goal(30, { team: AWAY, player: { id: 5, name: "F. Five" } });

  it("says which match it is of only in its parameters", () => {
    expect(events(apiFootball, body([goal(12)]))).toMatchObject([{ match_id: MATCH, minute: 12 }]);
  });

  it("says it in the path where the parameters do not", () => {
    expect(events(apiFootball, body([goal(12)], []), { match: "5001" })).toMatchObject([{ match_id: MATCH }]);
    expect(faults(body([goal(12)], []))).toMatchObject([{ path: "parameters.fixture" }]);
    expect(faults(body([goal(12)]), { match: "5002" })).toMatchObject([{ path: "parameters.fixture" }]);
  });

  it("is the same match as a fixtures body", () => {
    const match = feed(apiFootball, MATCH);
    match.deliver(fixtures(fixture([1, 1], [goal(12), away])));
    expect(match.deliver(body([goal(12), away]))).toEqual([]);
  });

  it("takes back no goal, since it has no score to compare with", () => {
    expect(retracts(apiFootball, body([goal(12)]))).toEqual(["no_goals"]);
    expect(retracts(apiFootball, body([]))).toEqual([]);
  });

  it("of one team or type takes back nothing", () => {
    expect(retracts(apiFootball, body([goal(12)], { fixture: "5001", team: "71" }))).toEqual(["none"]);
  });

  it("tells whose own goal it was as soon as it names both teams", () => {
    const own = entry(20, "Goal", "Own Goal", { team: HOME, player: { id: 4, name: "D. Four" } });
    expect(events(apiFootball, body([own]))).toEqual([]);
    expect(events(apiFootball, body([own, away]))).toMatchObject([
      { team_id: "api-football-72" },
      { minute: 30 },
    ]);
  });
});

describe("refused is", () => {
  it.each<[string, unknown, unknown]>([
    [
      "an error, which comes with HTTP 200",
      { ...envelope("fixtures", []), errors: { token: "Missing application key." } },
      [{ path: "errors.token", reason: "the vendor says: Missing application key." }],
    ],
    [
      "an error without envelope",
      { message: "Too many" },
      [{ path: "message", reason: "the vendor says: Too many" }],
    ],
    ["a body cut short", { ...fixtures(), results: 3 }, [{ path: "response" }]],
    ["a body about no match", envelope("teams", [{ team: HOME }]), [{ path: "get" }]],
    ["another object", { events: [] }, [{ path: "response", reason: "must be an array" }]],
    ["an array", [], [{ path: "$" }]],
    [
      "a fixture without id",
      fixtures({ fixture: {} }),
      [{ path: "response[0].fixture.id", reason: "is required" }, {}],
    ],
    ["an entry that is none", fixtures(fixture([0, 0], [7])), [{ path: "response[0].events[0]" }]],
    ["text that is not JSON", '{"get":"fixt', "unreadable"],
  ])("%s", (_, body, expected) => {
    expect(faults(body)).toMatchObject(expected as object);
  });
});
