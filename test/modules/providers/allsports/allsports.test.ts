import { describe, expect, it } from "vitest";
import { allsports } from "../../../../modules/providers/allsports/allsports.ts";
import { decode, events, feed, items, retracts, said } from "../reduced-feed.ts";
import { card, change, goal, livescore, match } from "./allsports-bodies.ts";

const MATCH = "allsports-5001";
const read = (final: string, fields: Record<string, unknown>) =>
  events(allsports, livescore(match(final, fields)));
const played = (...bodies: unknown[]) => {
  const played = feed(allsports, MATCH);
  for (const body of bodies) played.deliver(body);
  return played;
};

describe("a match of AllSportsAPI", () => {
  it("says who plays, what happened, the score and the status", () => {
    const body = livescore(match("1 - 0", { goalscorers: [goal("12", "home", "1 - 0")] }));
    const [announced, sheet, score, status] = items(allsports, body);
    expect(announced).toMatchObject({
      report: {
        match_id: MATCH,
        home_team: { id: "allsports-71", name: "Harbour Rovers" },
        away_team: { id: "allsports-72", name: "Mill Town" },
        league: { id: "allsports-900", name: "Coast League" },
      },
    });
    expect(sheet).toMatchObject({
      sheet: { retract: "all", events: [{ minute: 12, team_id: "allsports-71", player_id: "allsports-9" }] },
    });
    expect(score).toMatchObject({ report: { home_score: 1, away_score: 0 } });
    expect(status).toMatchObject({ report: { status: "second_half", minute: 60 } });
  });

  it("has no kick-off, since its time is of a zone the body does not name", () => {
    expect(items(allsports, livescore(match("0 - 0")))[0]).not.toHaveProperty("report.kick_off");
  });

  it("comes bare in a message of the stream", () => {
    expect(items(allsports, [match("0 - 0")])).toEqual(items(allsports, livescore(match("0 - 0"))));
  });

  it("that is in the body twice is taken once", () => {
    const goalscorers = [goal("12", "home", "1 - 0")];
    const decoded = decode(allsports, livescore(match("0 - 0"), match("1 - 0", { goalscorers })));
    expect(decoded).toMatchObject({ outcome: "items", received: 8, duplicates: 4 });
    expect(decoded).toMatchObject({ items: [{}, { sheet: { events: [{ minute: 12 }] } }, {}, {}] });
  });

  it("that is in the body under two keys goes by the lower one, in either order", () => {
    const twins = [match("0 - 0", { event_key: 50011 }), match("0 - 0")];
    for (const body of [twins, twins.toReversed()]) {
      const matches = items(allsports, body).flatMap((item) =>
        item.kind === "status" ? [item.report.match_id] : [],
      );
      expect(new Set(matches)).toEqual(new Set([MATCH]));
    }
  });

  it("before the start has neither score nor clock", () => {
    const found = items(allsports, livescore(match("-", { event_status: "", event_live: "0" })));
    expect(found).toMatchObject([{ report: { home_team: {} } }, { report: { status: "scheduled" } }]);
    expect(found.at(-1)).not.toHaveProperty("report.minute");
  });

  it.each([
    ["1", "first_half", 1],
    ["45+", "first_half", 45],
    ["46", "second_half", 46],
    ["90+", "second_half", 90],
    ["95", "extra_time_first_half", 95],
    ["110", "extra_time_second_half", 110],
    ["Half Time", "half_time", undefined],
    ["Finished", "finished", undefined],
    ["After ET", "finished", undefined],
    ["After Pen.", "finished", undefined],
    ["Postponed", "postponed", undefined],
    ["Cancelled", "cancelled", undefined],
    ["Abandoned", "abandoned", undefined],
    ["Awarded", "awarded", undefined],
  ])("with status %j is %s", (event_status, status, minute) => {
    const last = items(allsports, livescore(match("0 - 0", { event_status }))).at(-1);
    expect(last).toMatchObject({ report: { status, ...(minute === undefined ? {} : { minute }) } });
  });

  it("with a status nobody knows keeps it, and is not finished", () => {
    const last = items(allsports, livescore(match("0 - 0", { event_status: "Finishing" }))).at(-1);
    expect(last).toMatchObject({ report: { status: "unknown", raw_status: "Finishing" } });
  });
});

describe("a goal", () => {
  it("in stoppage time has its minute in one text", () => {
    expect(read("1 - 0", { goalscorers: [goal("90+6", "home", "1 - 0")] })).toMatchObject([
      { period: "second_half", minute: 90, extra_minute: 6 },
    ]);
  });

  it("of a scorer with an empty id is told by the name, however it is spelt", () => {
    const by = (home_scorer: string) =>
      livescore(
        match("1 - 0", { goalscorers: [goal("12", "home", "1 - 0", { home_scorer, home_scorer_id: "" })] }),
      );
    const told = played(by("Nïco Nine"));
    expect(told.log.at(-1)?.item).not.toHaveProperty("event.player_id");
    expect(said(told.deliver(by("NICO NINE"))).map((line) => line.split(" ")[0])).toEqual(["update"]);
    expect(told.state.home_score).toBe(1);
  });

  it.each(["A. Adder (o.g.)", "A. Adder (O.G.)", "A. Adder (og)"])(
    "of %s sits on the side that gets it and belongs to the other one",
    (home_scorer) => {
      const body = match("1 - 0", { goalscorers: [goal("12", "home", "1 - 0", { home_scorer })] });
      expect(events(allsports, [body])).toMatchObject([
        { detail: "own_goal", team_id: "allsports-72", metadata: { player_name: "A. Adder" } },
      ]);
      expect(played([body]).state).toMatchObject({ home_score: 1, away_score: 0 });
    },
  );

  it("is for the side whose score grew, whichever side its scorer is on", () => {
    const goalscorers = [
      goal("12", "home", "1 - 0"),
      goal("20", "away", "2 - 0", { away_scorer: "A. Adder (o.g.)" }),
    ];
    expect(read("2 - 0", { goalscorers })).toMatchObject([
      {},
      { detail: "own_goal", team_id: "allsports-72" },
    ]);
    expect(played([match("2 - 0", { goalscorers })]).state).toMatchObject({ home_score: 2, away_score: 0 });
  });

  it("by penalty says so in its info, and a miss is none", () => {
    const goalscorers = [
      goal("12", "home", "1 - 0", { info: "Penalty" }),
      goal("20", "away", "1 - 0", { info: "Missed Penalty" }),
    ];
    expect(read("1 - 0", { goalscorers })).toMatchObject([
      { event_type: "goal", detail: "penalty" },
      { event_type: "penalty", detail: "missed", team_id: "allsports-72" },
    ]);
  });

  it("of a shootout is a kick, and not in the score", () => {
    const kick = (side: "home" | "away", score: string, id: string) =>
      goal("", side, score, {
        [`${side}_scorer_id`]: id,
        info: "Penalty",
        info_time: "Penalty",
        time: "120",
      });
    const goalscorers = [
      goal("12", "home", "1 - 0"),
      kick("home", "1 - 0", "21"),
      kick("away", "1 - 1", "22"),
    ];
    const told = played([
      match("1 - 0", { event_status: "After Pen.", event_penalty_result: "1 - 1", goalscorers }),
    ]);
    expect(said(told.log).slice(-3)).toEqual([
      "create 120' penalty:scored 21 penalty_shootout",
      "create 120' penalty:scored 22",
      "report finished",
    ]);
    expect(told.log.at(-1)?.state).toMatchObject({
      home_score: 1,
      home_shootout_score: 1,
      away_shootout_score: 1,
    });
  });
});

describe("a card", () => {
  it("is of the side that is not empty, or that its info names", () => {
    const nameless = card("40", "away", "yellow card", { away_fault: "", away_player_id: "", info: "away" });
    expect(read("0 - 0", { cards: [card("30", "home", "red card"), nameless] })).toMatchObject([
      { detail: "red", team_id: "allsports-71" },
      { detail: "yellow", team_id: "allsports-72" },
    ]);
  });

  it("that is the second yellow one is one event, though two are sent", () => {
    const cards = [
      card("20", "home", "yellow card"),
      card("49", "home", "yellow card"),
      card("49", "home", "red card"),
    ];
    expect(read("0 - 0", { cards })).toMatchObject([{ detail: "yellow" }, { detail: "second_yellow" }]);
  });
});

describe("a substitution", () => {
  it("has [] for the side that did not make it, and is about who comes on", () => {
    const substitutes = [change("70", "away"), change("45+1", "home")];
    expect(read("0 - 0", { substitutes })).toMatchObject([
      { minute: 45, extra_minute: 1, team_id: "allsports-71" },
      {
        event_type: "substitution",
        minute: 70,
        team_id: "allsports-72",
        player_id: "allsports-12",
        related_player_id: "allsports-9",
      },
    ]);
  });

  it("whose sides are both [] is left out, and then nothing is taken back", () => {
    const body = livescore(match("0 - 0", { substitutes: [{ ...change("70", "home"), home_scorer: [] }] }));
    expect(events(allsports, body)).toEqual([]);
    expect(retracts(allsports, body)).toEqual([]);
  });
});

it("a decision of the video assistant counts as decided in the end", () => {
  const video = (var_type: string, var_event_decision: string) => ({
    var_player_name: "N. Nine",
    var_minute: "59",
    var_player_id: 9,
    var_type,
    var_event_decision,
    var_decision: "False",
  });
  const home_team = [video("Goal cancelled", "Goal confirmed"), video("Penalty cancelled", "")];
  expect(read("0 - 0", { vars: { home_team, away_team: [] } })).toMatchObject([
    { event_type: "var", detail: "goal_confirmed", minute: 59, player_id: "allsports-9" },
    { event_type: "var", detail: "penalty_cancelled", team_id: "allsports-71" },
  ]);
});

describe("refused is", () => {
  it.each<[string, unknown, unknown]>([
    [
      "an error",
      { error: "1", result: [{ param: "APIkey", msg: "Required parameter missing", cod: 201 }] },
      [{ path: "error", reason: "the vendor says: Required parameter missing" }],
    ],
    ["a body without success", { success: 0, result: [] }, [{ path: "success" }]],
    ["a body without result", { success: 1 }, [{ path: "result" }]],
    [
      "a match without key",
      livescore({ event_status: "" }),
      [{ path: "result[0].event_key", reason: "is required" }],
    ],
    ["a match without status", [{ event_key: 1 }], [{ path: "[0].event_status" }]],
    ["an entry that is none", [7], [{ path: "[0]" }]],
    ["text", '"Livescore"', [{ path: "$" }]],
  ])("%s", (_, body, faults) => {
    expect(decode(allsports, body)).toMatchObject({ outcome: "invalid", faults });
  });
});
