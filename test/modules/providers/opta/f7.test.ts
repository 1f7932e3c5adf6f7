import { describe, expect, test } from "vitest";
import { events, f7, reports, scoreAfter, standing, tallyAfter } from "./opta-bodies.ts";

const GOAL = `<Goal EventID="301" Min="26" Sec="57" Time="27" Period="FirstHalf" PlayerRef="p101" TimeStamp="20240511T152720+0100" Type="Goal" uID="g11-1"><Assist PlayerRef="p102">p102</Assist></Goal>`;
const SUBSTITUTION = `<Substitution EventID="502" Min="64" Sec="27" Time="65" Period="2" Reason="Tactical" SubOff="p101" SubOn="p102" TimeStamp="20240511T162104+0100" uID="s11-1" />`;

describe("an F7", () => {
  test("announces the match and says how it ended", () => {
    expect(reports(f7({ homeScore: "2", awayScore: "1" }))).toMatchObject([
      {
        match_id: "opta-7001",
        home_team: { id: "opta-11", name: "Reds" },
        away_team: { id: "opta-22", name: "Blues" },
        league: { id: "opta-5", name: "First League" },
        kick_off: "2024-05-11T14:00:00.000Z",
        occurred_at: "2024-05-11T16:10:00.000Z",
      },
      { status: "finished", home_score: 2, away_score: 1, occurred_at: "2024-05-11T16:10:00.000Z" },
    ]);
  });

  test.each([
    ["PreMatch", "scheduled"],
    ["FirstHalf", "first_half"],
    ["HalfTime", "half_time"],
    ["SecondHalf", "second_half"],
    ["FullTime90", "extra_time_break"],
    ["ExtraFirstHalf", "extra_time_first_half"],
    ["ExtraHalfTime", "extra_time_half_time"],
    ["ExtraSecondHalf", "extra_time_second_half"],
    ["FullTimePens", "penalty_shootout"],
    ["ShootOut", "penalty_shootout"],
    ["FullTime", "finished"],
    ["Postponed", "postponed"],
    ["Suspended", "suspended"],
  ])("period %s is %s", (period, status) => {
    expect(reports(f7({ period })).at(-1)).toMatchObject({ status });
  });

  test.each([
    ["Abandoned", "abandoned"],
    ["Postponed", "postponed"],
    ["Awarded", "awarded"],
    ["Void", "cancelled"],
    ["AfterExtraTime", "finished"],
    ["PenaltyShootout", "finished"],
  ])("result %s is %s", (result, status) => {
    expect(reports(f7({ result })).at(-1)?.status).toBe(status);
  });

  test("keeps a period it does not know, and does not end the match over it", () => {
    expect(reports(f7({ period: "CoolingBreak" })).at(-1)).toMatchObject({
      status: "unknown",
      raw_status: "CoolingBreak",
    });
  });

  test("has the clock while there is play", () => {
    const playing = reports(f7({ period: "FirstHalf", matchTime: "47" })).at(-1);
    expect(playing).toMatchObject({ minute: 45, extra_minute: 2 });
    expect(reports(f7({ period: "HalfTime" })).at(-1)).not.toHaveProperty("minute");
  });

  test("gives no score to a match that has not begun", () => {
    expect(reports(f7({ period: "PreMatch" })).at(-1)).not.toHaveProperty("home_score");
  });

  test("leaves the shootout out of the score", () => {
    const kicks = ["Scored", "Saved", "Missed"].map(
      (outcome, index) =>
        `<PenaltyShot EventID="60${index}" Outcome="${outcome}" PlayerRef="p101" Time="120" TimeStamp="20240511T174${index}00+0100" uID="ps-${index}" />`,
    );
    const body = f7({
      period: "ShootOut",
      homeScore: "1",
      awayScore: "1",
      home: `<ShootOut FirstPenalty="1">${kicks.join("")}</ShootOut>`,
    });
    expect(events(body).map(({ period, event_type, detail }) => [period, event_type, detail])).toEqual([
      ["penalty_shootout", "penalty", "scored"],
      ["penalty_shootout", "penalty", "saved"],
      ["penalty_shootout", "penalty", "missed"],
    ]);
    expect(scoreAfter(body)).toEqual([1, 1]);
    expect(tallyAfter("11", body)).toEqual({ shootout: 1 });
  });
});

describe("goals, cards and substitutions of an F7", () => {
  test("a goal has the id of F24, minutes from 1, and names", () => {
    expect(events(f7({ home: GOAL, homeScore: "1" }))).toEqual([
      {
        provider: "opta",
        event_id: "301",
        match_id: "opta-7001",
        event_type: "goal",
        detail: "open_play",
        period: "first_half",
        minute: 27,
        second: 57,
        team_id: "opta-11",
        player_id: "opta-101",
        related_player_id: "opta-102",
        operation: "update",
        version: 0,
        occurred_at: "2024-05-11T14:27:20.000Z",
        metadata: { player_name: "Ann Arden", related_player_name: "Bea", team_name: "Reds" },
      },
    ]);
  });

  test("an own goal is told under the scorer's team, though it is under the one it counts for", () => {
    const own = GOAL.replace('Type="Goal"', 'Type="Own"').replace('PlayerRef="p101"', 'PlayerRef="p201"');
    const body = f7({ home: own, homeScore: "1" });
    expect(events(body)[0]).toMatchObject({ detail: "own_goal", team_id: "opta-22", player_id: "opta-201" });
    expect(scoreAfter(body)).toEqual([1, 0]);
  });

  test("an own goal of a player no line-up knows is the other team's", () => {
    const own = GOAL.replace('Type="Goal"', 'Type="Own"').replace('PlayerRef="p101"', 'PlayerRef="p999"');
    expect(events(f7({ home: own }))[0]).toMatchObject({ team_id: "opta-22" });
  });

  test("a goal from the spot is a penalty; one missed is none", () => {
    const penalty = GOAL.replace('Type="Goal"', 'Type="Penalty"');
    const missed = `<MissedPenalty EventID="303" Min="70" Time="71" Period="SecondHalf" PlayerRef="p101" Type="saved" uID="Mp11-1" />`;
    expect(events(f7({ home: penalty + missed }))).toMatchObject([
      { event_type: "goal", detail: "penalty" },
      { event_type: "penalty", detail: "saved", minute: 71 },
    ]);
  });

  test("cards, a second yellow and a coach's among them", () => {
    const booking = (id: string, type: string, rest: string) =>
      `<Booking Card="Yellow" CardType="${type}" EventID="${id}" Min="93" Sec="8" Time="94" Period="SecondHalf" Reason="Foul" ${rest} uID="b${id}" />`;
    const body = f7({
      home:
        booking("1", "Yellow", 'PlayerRef="p101"') +
        booking("2", "SecondYellow", 'PlayerRef="p101"') +
        booking("3", "StraightRed", 'PlayerRef="p102"') +
        booking("4", "Yellow", 'ManagerRef="man91"'),
    });
    expect(tallyAfter("11", body)).toEqual({ yellow_cards: 2, second_yellow_cards: 1, red_cards: 1 });
    const coach = events(body).find(({ event_id }) => event_id === "4");
    expect(coach).not.toHaveProperty("player_id");
    expect(coach).toMatchObject({
      minute: 90,
      extra_minute: 4,
      metadata: { coach_id: "91", coach_name: "Mia Moss", reason: "Foul" },
    });
  });

  test("a substitution, whose period is a number, and who had to leave for nobody", () => {
    const retired = `<Substitution EventID="503" Min="80" Sec="1" Time="81" Period="2" SubOff="p102" Retired="1" uID="s11-2" />`;
    expect(events(f7({ home: SUBSTITUTION + retired }))).toMatchObject([
      {
        event_id: "502",
        event_type: "substitution",
        detail: "tactical",
        period: "second_half",
        minute: 65,
        player_id: "opta-102",
        related_player_id: "opta-101",
      },
      { event_type: "injury", player_id: "opta-102" },
    ]);
  });

  test("a review, where the customer gets them", () => {
    const data = `<VARData><VAREvent Decision="Cancelled" EventID="71" Min="30" Sec="1" Time="31" Period="FirstHalf" Reason="Goal awarded" TeamRef="t11" PlayerRef="p101" uID="v1" /></VARData>`;
    expect(events(f7({ data }))).toMatchObject([
      { event_type: "var", detail: "goal_cancelled", team_id: "opta-11" },
    ]);
  });

  test("a cancelled goal leaves the score at once, by the vendor's own", () => {
    expect(scoreAfter(f7({ home: GOAL, homeScore: "1" }), f7({ homeScore: "0" }))).toEqual([0, 0]);
  });

  test("corrections replace what stood under the same id", () => {
    const corrected = GOAL.replace('PlayerRef="p101"', 'PlayerRef="p102"');
    expect(standing(f7({ home: GOAL }), f7({ home: corrected }))).toMatchObject([{ player_id: "opta-102" }]);
  });
});
