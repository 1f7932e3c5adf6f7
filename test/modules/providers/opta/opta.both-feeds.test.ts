import { describe, expect, test } from "vitest";
import {
  BLUES,
  event,
  f7,
  f24,
  matchAfter,
  REDS,
  scoreAfter,
  sdapi,
  standing,
  tallyAfter,
} from "./opta-bodies.ts";

/** The same goal, card and substitution in both feeds, under the same ids. */
const EVENTS = f24(
  [
    event(16, { id: "301", min: "26", sec: "57", x: "95.6", y: "60.4" }, { 15: "" }),
    event(17, { id: "302", min: "30", sec: "1" }, { 31: "" }),
    event(
      18,
      { id: "501", event_id: "417", player_id: "101", period_id: "2", min: "64", sec: "27" },
      { 55: "418" },
    ),
    event(
      19,
      { id: "502", event_id: "418", player_id: "102", period_id: "2", min: "64", sec: "27" },
      { 55: "417" },
    ),
  ],
  { home_score: "1" },
);
const GOAL = `<Goal EventID="301" Min="26" Sec="57" Time="27" Period="FirstHalf" PlayerRef="p101" Type="Goal" uID="g11-1" />`;
const SUMMARY = f7({
  homeScore: "1",
  home: `${GOAL}
    <Booking CardType="Yellow" EventID="302" Min="30" Sec="1" Time="31" Period="FirstHalf" PlayerRef="p101" uID="b11-1" />
    <Substitution EventID="502" Min="64" Sec="27" Time="65" Period="2" SubOff="p101" SubOn="p102" uID="s11-1" />`,
});
const TALLY = { goals: 1, shots: 1, shots_on_target: 1, yellow_cards: 1, substitutions: 1 };
/** Only F24 tells where the goal was scored from, and that it was a header. */
const XG = { xg_shots: 1, xg_thousandths: 68 };

describe("a customer of F24 and F7", () => {
  test.each([
    ["F24", [EVENTS]],
    ["F7", [SUMMARY]],
    ["F24, F7", [EVENTS, SUMMARY]],
    ["F7, F24", [SUMMARY, EVENTS]],
    ["F7, F24, F7, F24", [SUMMARY, EVENTS, SUMMARY, EVENTS]],
  ])("gets everything once: %s", (_order, bodies) => {
    expect(tallyAfter("11", ...bodies)).toEqual(bodies.includes(EVENTS) ? { ...TALLY, ...XG } : TALLY);
    expect(scoreAfter(...bodies)).toEqual([1, 0]);
  });

  test("sees no event change to and fro", () => {
    const once = matchAfter(SUMMARY, EVENTS);
    const again = matchAfter(SUMMARY, EVENTS, SUMMARY, EVENTS, SUMMARY);
    expect(again.log).toHaveLength(once.log.length);
    expect(again.known.get("301")?.event).toMatchObject({ detail: "header", position_x: 95.6 });
  });

  test("has no deleted goal back from an F7 that is behind", () => {
    const deleted = f24([event(43, { id: "301", version: "1715436700000" }, { 144: "16" })]);
    const ids = standing(EVENTS, deleted, SUMMARY).map(({ event_id }) => event_id);
    expect(ids).not.toContain("301");
  });
});

describe("a customer of MA3 and MA1", () => {
  const at = { periodId: 2, timeMin: 60, timeSec: 46, contestantId: REDS, outcome: 1, x: 0, y: 0 };
  const stamp = { timeStamp: "2024-05-11T15:20:00.907Z", lastModified: "2024-05-11T15:20:12Z" };
  const matchDetails = { matchStatus: "Playing", periodId: 2, scores: { total: { home: 1, away: 0 } } };
  const ma3 = (on: string, lastModified = stamp.lastModified) =>
    sdapi({
      matchDetails,
      event: [
        { ...at, ...stamp, id: 2300000001, eventId: 700, typeId: 16, playerId: "play3raaa" },
        {
          ...at,
          ...stamp,
          id: 2300000002,
          eventId: 709,
          typeId: 18,
          playerId: "0ffaaa",
          qualifier: [{ qualifierId: 55, value: "710" }],
        },
        {
          ...at,
          ...stamp,
          lastModified,
          id: 2300000003,
          eventId: 710,
          typeId: 19,
          playerId: on,
          qualifier: [{ qualifierId: 55, value: "709" }],
        },
      ],
    });
  const when = {
    contestantId: REDS,
    periodId: 2,
    timeMin: 61,
    timeMinSec: "60:46",
    lastUpdated: "2024-05-11T15:20:12Z",
  };
  const ma1 = sdapi({
    matchDetails,
    goal: [
      { ...when, type: "G", scorerId: "play3raaa", optaEventId: "2300000001", homeScore: 1, awayScore: 0 },
    ],
    substitute: [
      {
        ...when,
        playerOnId: "0naaa",
        playerOnName: "O. Nash",
        playerOffId: "0ffaaa",
        playerOffName: "O. Frey",
      },
    ],
  });
  const MA3 = ma3("0naaa");

  test.each([
    ["MA3", [MA3]],
    ["MA1", [ma1]],
    ["MA3, MA1", [MA3, ma1]],
    ["MA1, MA3", [ma1, MA3]],
    ["MA1, MA3, MA1, MA3", [ma1, MA3, ma1, MA3]],
  ])("gets everything once, though MA1 has no id for a substitution: %s", (_order, bodies) => {
    expect(tallyAfter(REDS, ...bodies)).toEqual({
      goals: 1,
      shots: 1,
      shots_on_target: 1,
      substitutions: 1,
    });
    expect(tallyAfter(BLUES, ...bodies)).toEqual({});
    expect(scoreAfter(...bodies)).toEqual([1, 0]);
    expect(standing(...bodies)).toHaveLength(2);
  });

  test("sees no substitution change to and fro", () => {
    expect(matchAfter(ma1, MA3, ma1, MA3, ma1).log).toHaveLength(matchAfter(ma1, MA3).log.length);
  });

  test("sees no trace of the taking back where MA1 was never there", () => {
    const publicly = matchAfter(MA3).log.filter((entry) => entry.public && entry.item.kind === "event");
    expect(publicly).toHaveLength(2);
  });

  test("a corrected player is another version of the same substitution", () => {
    const corrected = ma3("0therbbb", "2024-05-11T15:30:00Z");
    expect(tallyAfter(REDS, MA3, corrected)).toMatchObject({ substitutions: 1 });
    expect(standing(MA3, corrected).at(-1)).toMatchObject({ player_id: "opta-0therbbb" });
  });
});
