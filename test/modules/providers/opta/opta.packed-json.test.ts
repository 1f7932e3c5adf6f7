import { describe, expect, test } from "vitest";
import { events, reports, scoreAfter, standing, tallyAfter } from "./opta-bodies.ts";

/** F24 as packed JSON: attributes apart, ids as numbers, a `version` in two parts of which one is noise. */
function packed(type: number, values: object = {}, noise = 1): object {
  return {
    "@attributes": {
      id: 2328646979,
      event_id: 40,
      type_id: type,
      period_id: 1,
      min: 26,
      sec: 57,
      team_id: 11,
      player_id: 101,
      outcome: 1,
      x: 95.6,
      y: 60.4,
      timestamp: "2024-05-11T15:05:57.635",
      TimeStamp: { utc: "2024-05-11T14:26:57.635Z", locale: "2024-05-11T15:26:57.635Z" },
      last_modified: "2024-05-11T15:05:59",
      version: { lo: 12345, hi: noise },
      ...values,
    },
    Q: [{ "@attributes": { id: 1, qualifier_id: 15 } }],
  };
}

function f24(...events: object[]): object {
  const attributes = {
    id: 7001,
    home_team_id: 11,
    home_team_name: "Reds",
    away_team_id: 22,
    away_team_name: "Blues",
    competition_id: 5,
    game_date: "2024-05-11T15:05:00",
    home_score: 1,
    away_score: 0,
  };
  return {
    url: "f24",
    data: { Games: { "@attributes": {}, Game: { "@attributes": attributes, Event: events } } },
  };
}

const F9 = {
  data: {
    OptaFeed: {
      "@attributes": { TimeStamp: "20240511T152800+0100" },
      OptaDocument: [
        {
          "@attributes": { uID: "f7001" },
          Competition: { "@attributes": { uID: "c5" }, Name: "First League" },
          MatchData: {
            MatchInfo: { "@attributes": { Period: "FirstHalf" }, Date: "20240511T150000+0100" },
            Stat: { "@attributes": { Type: "match_time" }, "@value": 28 },
            TeamData: [
              {
                "@attributes": { Side: "Home", TeamRef: "t11", Score: 1 },
                Goal: [
                  {
                    "@attributes": {
                      EventID: 2328646979,
                      Type: "Goal",
                      Min: 26,
                      Sec: 57,
                      Time: 27,
                      Period: "FirstHalf",
                      PlayerRef: "p101",
                    },
                  },
                ],
              },
              { "@attributes": { Side: "Away", TeamRef: "t22", Score: 0 } },
            ],
          },
          Team: [
            {
              "@attributes": { uID: "t11" },
              nameObj: { name: "Reds" },
              Player: {
                "@attributes": { uID: "p101" },
                PersonName: { nameObj: { first: "Ann", last: "Arden", known: null } },
              },
            },
            { "@attributes": { uID: "t22" }, nameObj: { name: "Blues" } },
          ],
        },
      ],
    },
  },
};

describe("packed JSON", () => {
  test("F24 goes by the good time, not by the spoilt text", () => {
    expect(events(JSON.stringify([f24(packed(16))]))).toMatchObject([
      {
        event_id: "2328646979",
        detail: "header",
        team_id: "opta-11",
        occurred_at: "2024-05-11T14:26:57.635Z",
      },
    ]);
  });

  test("F24 without its list is as good", () => {
    const { data } = f24(packed(16)) as { data: object };
    expect(scoreAfter(JSON.stringify(data))).toEqual([1, 0]);
  });

  test("F24 has a player 0 where there is none", () => {
    expect(events(JSON.stringify(f24(packed(30, { player_id: 0 }))))[0]).not.toHaveProperty("player_id");
  });

  test("versions whose halves are noise do not order: the last one received holds", () => {
    const first = JSON.stringify(f24(packed(16, {}, 900)));
    const corrected = JSON.stringify(f24(packed(15, {}, 3)));
    expect(standing(first, corrected)).toMatchObject([{ event_type: "shot" }]);
  });

  test("F9 says of the match what F7 does", () => {
    expect(reports(JSON.stringify(F9))).toMatchObject([
      {
        match_id: "opta-7001",
        home_team: { id: "opta-11", name: "Reds" },
        kick_off: "2024-05-11T14:00:00.000Z",
      },
      { status: "first_half", minute: 28, home_score: 1, away_score: 0 },
    ]);
    expect(events(JSON.stringify(F9))).toMatchObject([
      { event_id: "2328646979", minute: 27, metadata: { player_name: "Ann Arden" } },
    ]);
  });

  test.each([
    ["F24 first", [f24(packed(16)), F9]],
    ["F9 first", [F9, f24(packed(16))]],
  ])("F24 and F9 in one body have each goal once: %s", (_order, list) => {
    expect(tallyAfter("11", JSON.stringify(list))).toMatchObject({ goals: 1, shots: 1, shots_on_target: 1 });
    expect(scoreAfter(JSON.stringify(list))).toEqual([1, 0]);
  });
});
