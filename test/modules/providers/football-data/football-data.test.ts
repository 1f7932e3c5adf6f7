import { describe, expect, it } from "vitest";
import { footballData } from "../../../../modules/providers/football-data/football-data.ts";
import { decode, events, feed, items, retracts, said } from "../reduced-feed.ts";
import { AWAY, booking, goal, HOME, match, unfolded } from "./football-data-bodies.ts";

const MATCH = "football-data-5001";
const played = (...bodies: unknown[]) => {
  const played = feed(footballData, MATCH);
  for (const body of bodies) played.deliver(body);
  return played;
};

describe("a match of Football-Data.org", () => {
  it("says who plays, what happened, the score and the status", () => {
    const [announced, sheet, score, status] = items(
      footballData,
      unfolded([1, 0], { goals: [goal(12, [1, 0])] }),
    );
    expect(announced).toMatchObject({
      report: {
        match_id: MATCH,
        kick_off: "2024-05-04T14:00:00.000Z",
        home_team: { id: "football-data-71", name: "Harbour Rovers" },
        away_team: { id: "football-data-72", name: "Mill Town" },
        league: { id: "football-data-900", name: "Coast League" },
        occurred_at: "2024-05-04T15:59:50.000Z",
      },
    });
    expect(sheet).toMatchObject({
      sheet: {
        retract: "all",
        events: [{ minute: 12, player_id: "football-data-9", occurred_at: "2024-05-04T14:11:00.000Z" }],
      },
    });
    expect(score).toMatchObject({ report: { home_score: 1, away_score: 0 } });
    expect(status).toMatchObject({ report: { status: "first_half" } });
  });

  it("in a free plan has no lists: it is a score, and takes nothing back", () => {
    const told = played(unfolded([1, 0], { goals: [goal(12, [1, 0])] }));
    expect(said(told.deliver(match([2, 0])))).toEqual(["report 2-0 (correction)"]);
    const empty = unfolded([2, 0]);
    expect(retracts(footballData, empty)).toEqual([]);
    expect(said(told.deliver(empty))).toEqual([]);
  });

  it("with only some lists unfolded takes nothing back", () => {
    const goals = [goal(12, [1, 0])];
    expect(retracts(footballData, match([1, 0], { goals }))).toEqual(["none"]);
    expect(retracts(footballData, match([1, 0], { goals, bookings: [], substitutions: null }))).toEqual([
      "none",
    ]);
  });

  it("that comes twice is taken as it was updated last", () => {
    const older = unfolded([0, 0], { lastUpdated: "2024-05-04T15:59:00Z" });
    const newer = unfolded([1, 0], { goals: [goal(12, [1, 0])] });
    const decoded = decode(footballData, { matches: [newer, older, { ...match([0, 0]), id: 5002 }] });
    expect(decoded).toMatchObject({ outcome: "items", received: 9, duplicates: 4 });
    const found = items(footballData, { matches: [newer, older] });
    expect(found.filter((item) => item.kind === "sheet")).toMatchObject([{ sheet: { events: [{}] } }]);
  });

  it("whose teams are not known yet has none", () => {
    const nobody = { id: null, name: null };
    const [report] = items(
      footballData,
      match([null, null], { status: "TIMED", homeTeam: nobody, awayTeam: nobody }),
    );
    expect(report).not.toHaveProperty("report.home_team");
    expect(report).not.toHaveProperty("report.home_score");
  });

  it.each([
    [{ status: "TIMED" }, {}, "scheduled"],
    [{}, { halfTime: { home: null, away: null } }, "first_half"],
    [{ status: "PAUSED" }, { halfTime: { home: 0, away: 0 } }, "half_time"],
    [{}, { halfTime: { home: 0, away: 0 } }, "second_half"],
    [{ minute: 70 }, {}, "second_half"],
    [{ status: "PAUSED", minute: 90 }, { duration: "EXTRA_TIME" }, "extra_time_break"],
    [{ status: "EXTRA_TIME", minute: 95 }, {}, "extra_time_first_half"],
    [{ minute: "110" }, { duration: "EXTRA_TIME" }, "extra_time_second_half"],
    [{}, { duration: "PENALTY_SHOOTOUT" }, "penalty_shootout"],
    [{ status: "FINISHED" }, { duration: "PENALTY_SHOOTOUT" }, "finished"],
    [{ status: "CANCELED" }, {}, "cancelled"],
    [{ status: "AWARDED" }, {}, "awarded"],
    [{ status: "SOMETHING" }, {}, "unknown"],
  ])("with %j and %j is %s", (fields, score, status) => {
    expect(items(footballData, match([0, 0], fields, score)).at(-1)).toMatchObject({ report: { status } });
  });
});

describe("an own goal", () => {
  const own = (team: unknown, score: [number, number]) =>
    goal(20, score, { type: "OWN", team, scorer: { id: 4, name: "Dan Four" } });
  const ofOwnGoal = (body: unknown) => ({
    team: events(footballData, body).find((event) => event.detail === "own_goal")?.team_id,
    score: [played(body).state.home_score, played(body).state.away_score],
  });

  it("belongs to the side the score says it is not for, whichever team is named", () => {
    const expected = { team: "football-data-72", score: [1, 0] };
    expect(ofOwnGoal(unfolded([1, 0], { goals: [own(AWAY, [1, 0])] }))).toEqual(expected);
    expect(ofOwnGoal(unfolded([1, 0], { goals: [own(HOME, [1, 0])] }))).toEqual(expected);
  });

  it("is told by the score also where the list is not in order", () => {
    const goals = [own(HOME, [1, 1]), goal(12, [1, 0])];
    expect(ofOwnGoal(unfolded([1, 1], { goals }))).toEqual({ team: "football-data-71", score: [1, 1] });
  });

  it("belongs to the team named where no score tells", () => {
    const goals = [{ ...own(AWAY, [0, 0]), score: null }];
    expect(ofOwnGoal(unfolded([1, 0], { goals }))).toEqual({ team: "football-data-72", score: [1, 0] });
  });
});

describe("an event", () => {
  it("of a substitution is about who comes on", () => {
    const substitutions = [
      { minute: 57, team: AWAY, playerOut: { id: 9, name: "Nine" }, playerIn: { id: 12, name: "Twelve" } },
    ];
    expect(events(footballData, unfolded([0, 0], { substitutions }))).toMatchObject([
      {
        event_type: "substitution",
        team_id: "football-data-72",
        player_id: "football-data-12",
        related_player_id: "football-data-9",
      },
    ]);
  });

  it("of a second yellow card is one, with or without a yellow or red one beside it", () => {
    const cards = (...bookings: unknown[]) =>
      events(footballData, unfolded([0, 0], { bookings })).map(({ minute, detail }) => `${minute} ${detail}`);
    const expected = ["20 yellow", "49 second_yellow"];
    expect(cards(booking(20, "YELLOW"), booking(49, "YELLOW_RED"))).toEqual(expected);
    expect(cards(booking(20, "YELLOW"), booking(49, "YELLOW"), booking(49, "YELLOW_RED"))).toEqual(expected);
    expect(cards(booking(20, "YELLOW"), booking(49, "YELLOW"), booking(49, "RED"))).toEqual(expected);
    expect(cards(booking(49, "RED"))).toEqual(["49 red"]);
  });

  it("keeps its minute however it is written, and a goal its kind", () => {
    const goals = [goal(90, [1, 0], { injuryTime: 3, type: "PENALTY" }), goal("45+2", [2, 0])];
    expect(events(footballData, unfolded([2, 0], { goals }))).toMatchObject([
      { period: "first_half", minute: 45, extra_minute: 2 },
      { period: "second_half", minute: 90, extra_minute: 3, detail: "penalty" },
    ]);
  });

  it("without a minute is left out, and then nothing is taken back", () => {
    const body = unfolded([1, 0], { goals: [goal(12, [1, 0])], bookings: [booking(null, "YELLOW")] });
    expect(events(footballData, body)).toMatchObject([{ event_type: "goal" }]);
    expect(retracts(footballData, body)).toEqual(["none"]);
  });

  it("of an unknown card is kept as it came", () => {
    const green = booking(30, "GREEN");
    expect(events(footballData, unfolded([0, 0], { bookings: [green] }))).toMatchObject([
      { event_type: "other", metadata: { raw: green } },
    ]);
  });
});

describe("a shootout", () => {
  const kick = (id: number, scored: boolean, fields = {}) => ({
    player: { id, name: `Player ${id}` },
    team: { id: null, name: null },
    scored,
    ...fields,
  });
  const shootout = {
    duration: "PENALTY_SHOOTOUT",
    fullTime: { home: 4, away: 3 },
    regularTime: { home: null, away: null },
    extraTime: { home: 0, away: 0 },
    penalties: { home: 3, away: 2 },
  };
  const squads = {
    homeTeam: { ...HOME, lineup: [{ id: 9 }], bench: [{ id: 12 }] },
    awayTeam: { ...AWAY, lineup: [{ id: 5 }], bench: [] },
  };

  it("is in the full-time score, which is taken without it", () => {
    const body = match([4, 3], { status: "FINISHED" }, shootout);
    expect(played(body).state).toMatchObject({ home_score: 1, away_score: 1, status: "finished" });
  });

  it("has its kicks beside the penalties in play, without team and minute", () => {
    const goals = [
      goal(12, [1, 0], { type: "PENALTY" }),
      goal(70, [1, 1], { team: AWAY, scorer: { id: 5, name: "Five" } }),
    ];
    const penalties = [kick(9, true), kick(9, true), kick(5, false), kick(12, true)];
    const told = played(unfolded([4, 3], { status: "FINISHED", goals, penalties, ...squads }, shootout));
    expect(said(told.log).slice(-4)).toEqual([
      "create 120' penalty:scored 9 penalty_shootout",
      "create 120' penalty:missed 5",
      "create 120' penalty:scored 12",
      "report finished",
    ]);
    expect(told.log.at(-1)?.state).toMatchObject({
      home_score: 1,
      away_score: 1,
      home_shootout_score: 2,
      away_shootout_score: 0,
    });
  });

  it("is told from penalties in play by the type where there is one", () => {
    const penalties = [kick(9, false, { type: "MATCH" }), kick(5, true, { type: "SHOOTOUT" })];
    expect(events(footballData, unfolded([3, 2], { penalties, ...squads }, shootout))).toMatchObject([
      { detail: "scored", team_id: "football-data-72", metadata: { kick: 1 } },
    ]);
  });
});

describe("refused is", () => {
  it.each<[string, unknown, unknown]>([
    [
      "an error",
      { message: "You reached your request limit.", errorCode: 429 },
      [{ path: "message", reason: "the vendor says: You reached your request limit." }],
    ],
    ["an error of another kind", { error: 404 }, [{ path: "error", reason: "the vendor says: 404" }]],
    ["a match without id", { status: "TIMED" }, [{ path: "id", reason: "is required" }]],
    ["a match without status", { matches: [{ id: 1 }] }, [{ path: "matches[0].status" }]],
    ["a list that is none", { matches: 7 }, [{ path: "matches" }]],
    ["an array", [], [{ path: "$" }]],
    [
      "a match with more events than there can be",
      unfolded([0, 0], { goals: Array(401).fill({}) }),
      [{ path: "$" }],
    ],
  ])("%s", (_, body, faults) => {
    expect(decode(footballData, body)).toMatchObject({ outcome: "invalid", faults });
  });

  it("text that is not JSON", () => {
    expect(decode(footballData, '{"id": 5')).toMatchObject({ outcome: "unreadable" });
  });
});
