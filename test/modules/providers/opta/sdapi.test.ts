import { describe, expect, test } from "vitest";
import { BLUES, events, faults, REDS, reports, scoreAfter, sdapi, standing } from "./opta-bodies.ts";

const EVENT = {
  id: 2328646979,
  eventId: 813,
  typeId: 16,
  periodId: 2,
  timeMin: 73,
  timeSec: 39,
  contestantId: REDS,
  playerId: "play3raaaaaaaaaaaaaaaaaaa",
  playerName: "P. Penn",
  outcome: 1,
  x: 88.5,
  y: 50,
  timeStamp: "2024-05-11T15:32:52.655Z",
  lastModified: "2024-05-12T00:03:12Z",
};

describe("an MA3", () => {
  test("reads its events, in UTC, with names and with lastModified as the version", () => {
    const body = sdapi({
      event: [
        {
          ...EVENT,
          qualifier: [
            { id: 1, qualifierId: 9 },
            { id: 2, qualifierId: 321, value: "0.78" },
          ],
        },
      ],
    });
    expect(events(body)).toEqual([
      {
        provider: "opta",
        event_id: "2328646979",
        match_id: "opta-m4tchaaaaaaaaaaaaaaaaaaaa",
        event_type: "goal",
        detail: "penalty",
        period: "second_half",
        minute: 74,
        second: 39,
        team_id: `opta-${REDS}`,
        player_id: "opta-play3raaaaaaaaaaaaaaaaaaa",
        position_x: 88.5,
        position_y: 50,
        operation: "update",
        version: Date.parse("2024-05-12T00:03:12Z"),
        occurred_at: "2024-05-11T15:32:52.655Z",
        metadata: { player_name: "P. Penn", team_name: "Reds", xG: 0.78 },
      },
    ]);
  });

  test("has date and time of the kick-off apart, and the status of the match", () => {
    const body = sdapi({
      matchDetails: {
        matchStatus: "Played",
        periodId: 14,
        scores: { total: { home: 2, away: 1 }, pen: { home: 4, away: 5 } },
      },
      event: [EVENT],
    });
    expect(reports(body)).toMatchObject([
      {
        kick_off: "2024-05-11T14:00:00.000Z",
        league: { id: "opta-c0mpaaaaaaaaaaaaaaaaaaaaa", name: "First League" },
      },
      { status: "finished", home_score: 2, away_score: 1 },
    ]);
  });

  test("orders versions by lastModified, however late the older one comes", () => {
    const older = sdapi({ event: [EVENT] });
    const newer = sdapi({ event: [{ ...EVENT, playerId: "0ther", lastModified: "2026-01-01T00:00:00Z" }] });
    expect(standing(newer, older)).toMatchObject([{ player_id: "opta-0ther" }]);
  });

  test("deletes with type 43", () => {
    const deleted = {
      ...EVENT,
      typeId: 43,
      x: 0,
      y: 0,
      lastModified: "2024-05-13T00:00:00Z",
      qualifier: [{ qualifierId: 144, value: "16" }],
    };
    expect(standing(sdapi({ event: [EVENT] }), sdapi({ event: [deleted] }))).toEqual([]);
  });

  test("keeps an id that no number holds", () => {
    const body = sdapi({ event: [EVENT] }).replace("2328646979", "9007199254740993");
    expect(events(body)[0]?.event_id).toBe("9007199254740993");
  });

  test("takes numbers that come as text", () => {
    const texts = Object.fromEntries(Object.entries(EVENT).map(([key, value]) => [key, String(value)]));
    expect(events(sdapi({ event: [texts] }))).toEqual(events(sdapi({ event: [EVENT] })));
  });

  test("refuses events without an id or a type, and says which", () => {
    const { typeId: _, ...untyped } = EVENT;
    expect(faults(sdapi({ event: [EVENT, untyped, { ...EVENT, id: null }] }))).toMatchObject([
      { path: "liveData.event[1].typeId", reason: "is required" },
      { path: "liveData.event[2].id" },
    ]);
  });
});

describe("an MA1", () => {
  const WHEN = {
    contestantId: REDS,
    periodId: 2,
    timeMin: 74,
    timeMinSec: "73:39",
    timestamp: "2024-05-11T15:32:52Z",
  };
  const goal = (type: string, homeScore: number, awayScore: number, rest: object = {}) =>
    sdapi({
      matchDetails: {
        matchStatus: "Playing",
        periodId: 2,
        scores: { total: { home: homeScore, away: awayScore } },
      },
      goal: [
        {
          ...WHEN,
          type,
          scorerId: "sc0rer",
          scorerName: "S. Corr",
          optaEventId: "2328646979",
          homeScore,
          awayScore,
          ...rest,
        },
      ],
    });

  test("has goals with assists, under the ids of MA3", () => {
    const body = goal("PG", 1, 0, { assistPlayerId: "h3lper", assistPlayerName: "H. Elp" });
    expect(events(body)).toMatchObject([
      {
        event_id: "2328646979",
        event_type: "goal",
        detail: "penalty",
        minute: 74,
        second: 39,
        team_id: `opta-${REDS}`,
        player_id: "opta-sc0rer",
        related_player_id: "opta-h3lper",
        version: 0,
        metadata: { player_name: "S. Corr", related_player_name: "H. Elp", team_name: "Reds" },
      },
    ]);
  });

  test.each([
    ["the beneficiary", REDS],
    ["the offender", BLUES],
  ])("an own goal goes by the running score, whether contestantId is %s", (_who, contestantId) => {
    const body = goal("OG", 1, 0, { contestantId });
    expect(events(body)[0]).toMatchObject({ detail: "own_goal", team_id: `opta-${BLUES}` });
    expect(scoreAfter(body)).toEqual([1, 0]);
  });

  test("an own goal that is listed before the one it followed goes by the running score all the same", () => {
    const both = [
      { ...WHEN, type: "OG", scorerId: "a", optaEventId: "2", homeScore: 1, awayScore: 1 },
      { ...WHEN, type: "G", scorerId: "b", optaEventId: "1", homeScore: 1, awayScore: 0 },
    ];
    expect(events(sdapi({ goal: both }))[0]).toMatchObject({ detail: "own_goal", team_id: `opta-${REDS}` });
  });

  test("a goal without an id of theirs has one made from what it is", () => {
    const body = () => goal("G", 1, 0, { optaEventId: undefined });
    expect(standing(body(), body())).toHaveLength(1);
  });

  test("takes `constructor` and the like for unknown values", () => {
    const odd = sdapi({
      matchDetails: { matchStatus: "constructor" },
      goal: [{ ...WHEN, type: "constructor", optaEventId: "1" }],
      card: [{ ...WHEN, type: "toString", optaEventId: "2" }],
    });
    expect(events(odd).map(({ detail }) => detail)).toEqual(["open_play", undefined]);
    expect(reports(odd).at(-1)?.status).toBe("unknown");
  });

  test("cards: a second yellow is one, a coach has no player", () => {
    const card = (type: string, optaEventId: string, rest: object) => ({
      ...WHEN,
      type,
      optaEventId,
      cardReason: "Dissent",
      ...rest,
    });
    const body = sdapi({
      card: [
        card("YC", "1", { playerId: "a" }),
        card("Y2C", "2", { playerId: "a" }),
        card("RC", "3", { playerId: "b" }),
        card("YC", "4", { teamOfficialId: "c0ach", officialName: "C. Oach" }),
      ],
    });
    expect(events(body).map(({ detail }) => detail)).toEqual(["yellow", "second_yellow", "red", "yellow"]);
    const coach = events(body).at(-1);
    expect(coach).not.toHaveProperty("player_id");
    expect(coach?.metadata).toMatchObject({ coach_id: "c0ach", coach_name: "C. Oach", reason: "Dissent" });
  });

  test("penalties missed, and kicks of the shootout, which are no goals", () => {
    const body = sdapi({
      matchDetails: {
        matchStatus: "Played",
        scores: { total: { home: 0, away: 0 }, pen: { home: 1, away: 0 } },
      },
      missedPen: [{ ...WHEN, type: "PS", playerId: "a", optaEventId: "1" }],
      penaltyShot: [
        { ...WHEN, timeMin: 121, outcome: "scored", playerId: "a", scorerName: "A. Ace", optaEventId: "2" },
        { ...WHEN, timeMin: 122, outcome: "saved", playerId: "b", optaEventId: "3" },
      ],
    });
    expect(events(body)).toMatchObject([
      { event_type: "penalty", detail: "saved", period: "second_half" },
      {
        event_type: "penalty",
        detail: "scored",
        period: "penalty_shootout",
        metadata: { player_name: "A. Ace" },
      },
      { event_type: "penalty", detail: "saved", period: "penalty_shootout" },
    ]);
    expect(scoreAfter(body)).toEqual([0, 0]);
  });

  test("a goal cancelled by a review is taken back", () => {
    const review = {
      ...WHEN,
      type: "Goal awarded",
      decision: "Cancelled",
      outcome: "No goal",
      optaEventId: "9",
      optaEventUnderReviewId: "2328646979",
    };
    const cancelled = sdapi({
      matchDetails: { matchStatus: "Playing", periodId: 2, scores: { total: { home: 0, away: 0 } } },
      VAR: [review],
    });
    expect(scoreAfter(goal("G", 1, 0), cancelled)).toEqual([0, 0]);
    expect(standing(goal("G", 1, 0), cancelled)).toMatchObject([
      { event_type: "var", detail: "goal_cancelled" },
    ]);
  });

  test.each([
    [{ matchStatus: "Fixture" }, "scheduled"],
    [{ matchStatus: "Playing", periodId: 1 }, "first_half"],
    [{ matchStatus: "Playing", periodId: 10 }, "half_time"],
    [{ matchStatus: "Playing", periodId: 11 }, "extra_time_break"],
    [{ matchStatus: "Playing", periodId: 5 }, "penalty_shootout"],
    [{ matchStatus: "Played", periodId: 14 }, "finished"],
    [{ matchStatus: "Suspended" }, "suspended"],
    [{ matchStatus: "Awarded" }, "awarded"],
    [{ matchStatus: "Resting" }, "unknown"],
  ])("%o is %s", (matchDetails, status) => {
    expect(reports(sdapi({ matchDetails })).at(-1)?.status).toBe(status);
  });

  test("may list many matches", () => {
    const one = JSON.parse(sdapi({ matchDetails: { matchStatus: "Fixture" } }));
    const two = JSON.parse(sdapi({ matchDetails: { matchStatus: "Fixture" } }, { id: "0ther" }));
    const matches = new Set(reports(JSON.stringify({ match: [one, two] })).map(({ match_id }) => match_id));
    expect([...matches]).toEqual(["opta-m4tchaaaaaaaaaaaaaaaaaaaa", "opta-0ther"]);
  });
});
