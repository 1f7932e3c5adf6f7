import { describe, expect, it } from "vitest";
import { apiFootball } from "../../../../modules/providers/api-football/api-football.ts";
import { events, feed, said } from "../reduced-feed.ts";
import { AWAY, entry, fixture, fixtures, goal, HOME } from "./api-football-bodies.ts";

const MATCH = "api-football-5001";
const read = (score: [number, number], ...entries: unknown[]) =>
  events(apiFootball, fixtures(fixture(score, entries)));
const played = (body: unknown) => {
  const match = feed(apiFootball, MATCH);
  match.deliver(body);
  return match;
};

describe("an event of API-Football", () => {
  it("is a canonical event", () => {
    const assist = { id: 10, name: "T. Ten" };
    expect(read([1, 0], goal([45, 2], { assist }))).toEqual([
      {
        provider: "api-football",
        event_id: expect.stringMatching(/^auto-[0-9a-f]{32}$/),
        match_id: MATCH,
        event_type: "goal",
        period: "first_half",
        minute: 45,
        extra_minute: 2,
        team_id: "api-football-71",
        player_id: "api-football-9",
        related_player_id: "api-football-10",
        operation: "update",
        occurred_at: "2024-05-04T14:46:00.000Z",
        metadata: { team_name: "Harbour Rovers", player_name: "N. Nine", related_player_name: "T. Ten" },
      },
    ]);
  });

  it("of an own goal is listed for the team that gets it, and belongs to the other one", () => {
    const own = entry(20, "Goal", "Own Goal", { team: HOME, player: { id: 4, name: "D. Four" } });
    expect(read([1, 0], own)).toMatchObject([
      { event_type: "goal", detail: "own_goal", team_id: "api-football-72", player_id: "api-football-4" },
    ]);
    expect(played(fixtures(fixture([1, 0], [own]))).state).toMatchObject({ home_score: 1, away_score: 0 });
  });

  it("of a substitution has who comes on as assist and who goes off as player", () => {
    const [on, off] = [
      { id: 12, name: "B. Bench" },
      { id: 9, name: "N. Nine" },
    ];
    const change = entry(70, "subst", "Substitution 1", { player: off, assist: on });
    expect(read([0, 0], change)).toMatchObject([
      {
        event_type: "substitution",
        player_id: "api-football-12",
        related_player_id: "api-football-9",
        metadata: { player_name: "B. Bench", related_player_name: "N. Nine" },
      },
    ]);
  });

  it("of a missed penalty is no goal, although its type is", () => {
    const match = played(fixtures(fixture([0, 0], [entry(30, "Goal", "Missed Penalty")])));
    expect(said(match.log)).toContain("create 30' penalty:missed 9 first_half");
    expect(match.state.home_score).toBe(0);
  });

  it.each([
    ["Goal cancelled", "goal_cancelled"],
    ["Goal Disallowed - offside", "goal_cancelled"],
    ["Goal Disallowed - Foul", "goal_cancelled"],
    ["Goal Disallowed - handball", "goal_cancelled"],
    ["Goal confirmed", "goal_confirmed"],
    ["Penalty confirmed", "penalty_awarded"],
    ["Penalty cancelled", "penalty_cancelled"],
    ["Card upgrade", "card_upgraded"],
    ["Card reviewed", "under_review"],
    ["Red card cancelled", "card_cancelled"],
    ["Something new", undefined],
  ])("of the video assistant that says %s is var %s", (words, detail) => {
    const told = [entry(30, "Var", words), entry(31, "VAR", words)];
    const found = read([0, 0], ...told);
    expect(found.map((event) => [event.event_type, event.detail])).toEqual([
      ["var", detail],
      ["var", detail],
    ]);
    expect(found[0]?.metadata.decision).toBe(words);
  });

  it("of an unknown type is kept as it came", () => {
    const strange = entry(30, "Hydration", "Break 1");
    expect(read([0, 0], strange)).toMatchObject([{ event_type: "other", metadata: { raw: strange } }]);
  });
});

describe("a second yellow card", () => {
  const yellow = (at: number, fields = {}) => entry(at, "Card", "Yellow Card", fields);
  const red = (at: number, fields = {}) => entry(at, "Card", "Red Card", fields);
  const cards = (...entries: unknown[]) =>
    read([0, 0], ...entries).map(({ minute, detail }) => `${minute} ${detail}`);

  it("is one event, though it comes as a yellow and a red one", () => {
    expect(cards(yellow(35), yellow(49), red(49))).toEqual(["35 yellow", "49 second_yellow"]);
    expect(cards(red(65), yellow(65))).toEqual(["65 second_yellow"]);
  });

  it("is one event where it has a type of its own", () => {
    const second = entry(49, "Card", "Second Yellow card");
    expect(cards(yellow(35), second)).toEqual(["35 yellow", "49 second_yellow"]);
    expect(cards(yellow(35), second, red(49))).toEqual(["35 yellow", "49 second_yellow"]);
  });

  it("leaves the first one that was shown in the same minute", () => {
    expect(cards(yellow(49), yellow(49), red(49))).toEqual(["49 yellow", "49 second_yellow"]);
  });

  it("is not made of the cards of two players or of two minutes", () => {
    expect(cards(yellow(49), red(49, { player: { id: 8, name: "E. Eight" } }))).toEqual([
      "49 yellow",
      "49 red",
    ]);
    expect(cards(yellow(48), red(49))).toEqual(["48 yellow", "49 red"]);
    const nobody = { player: { id: null, name: null } };
    expect(cards(yellow(49, nobody), red(49, nobody))).toEqual(["49 yellow", "49 red"]);
  });
});

describe("a shootout", () => {
  const kick = (number: number, detail: string, team: unknown) =>
    entry([120, number], "Goal", detail, {
      team,
      player: { id: 20 + number, name: null },
      comments: "Penalty Shootout",
    });
  const body = fixtures(
    fixture(
      [1, 0],
      [
        kick(3, "Penalty", HOME),
        kick(2, "Missed Penalty", AWAY),
        kick(1, "Penalty", HOME),
        goal(41),
        entry(80, "Card", "Yellow Card", { team: AWAY }),
      ],
      { status: { short: "PEN", elapsed: 120 }, score: { penalty: { home: 2, away: 0 } } },
    ),
  );

  it("is no part of the score, and its kicks are in the order they were taken", () => {
    const match = played(body);
    expect(said(match.log).slice(-4)).toEqual([
      "create 120' penalty:scored 21 penalty_shootout",
      "create 120' penalty:missed 22",
      "create 120' penalty:scored 23",
      "report finished",
    ]);
    expect(match.log.at(-1)?.state).toEqual({
      home_score: 1,
      away_score: 0,
      home_shootout_score: 2,
      away_shootout_score: 0,
      status: "finished",
      minute: 120,
      extra_minute: 0,
    });
  });
});

describe("a player", () => {
  it("whose name comes late is the same one's goal", () => {
    const match = feed(apiFootball, MATCH);
    const at = (player: unknown, minute = 12) => fixtures(fixture([1, 0], [goal(minute, { player })]));
    match.deliver(at({ id: null, name: null }));
    expect(said(match.deliver(at({ id: null, name: "N. Nine" }, 13)))).toEqual(["update 13' goal N. Nine"]);
    expect(said(match.deliver(at({ id: 9, name: "N. Nine" }, 13)))).toEqual(["update 13' goal 9"]);
    expect(match.state.home_score).toBe(1);
  });

  it("without a name is called as in the line-up", () => {
    const startXI = [{ player: { id: 9, name: "Nico Nine", number: 9, pos: "F", grid: "4:1" } }];
    const lineups = [{ team: HOME, startXI, substitutes: [] }];
    const body = fixtures(fixture([1, 0], [goal(12, { player: { id: 9, name: null } })], { lineups }));
    expect(events(apiFootball, body)).toMatchObject([{ metadata: { player_name: "Nico Nine" } }]);
  });
});
