import { describe, expect, test } from "vitest";
import { event, events, f24, reports, scoreAfter, standing, tallyAfter } from "./opta-bodies.ts";

/** The only event of an F24 that has this one. */
function only(...parts: Parameters<typeof event>) {
  const [first, ...rest] = events(f24([event(...parts)]));
  expect(rest).toEqual([]);
  return first;
}

describe("an F24", () => {
  test("announces the match first and says how it stands last", () => {
    const [announcement, standing, ...rest] = reports(f24([event(1)], { home_score: "3", away_score: "2" }));
    expect(announcement).toMatchObject({
      match_id: "opta-7001",
      home_team: { id: "opta-11", name: "Reds" },
      away_team: { id: "opta-22", name: "Blues" },
      league: { id: "opta-5", name: "First League" },
      kick_off: "2024-05-11T14:00:00.000Z",
    });
    expect(standing).toMatchObject({ home_score: 3, away_score: 2 });
    expect(rest).toEqual([]);
  });

  test("reads an event with ids as text, clock and place", () => {
    expect(only(1, { id: "2401234567", player_id: "3000000001", x: "28.1", y: "65.1" })).toEqual({
      provider: "opta",
      event_id: "2401234567",
      match_id: "opta-7001",
      event_type: "pass",
      period: "first_half",
      minute: 11,
      second: 5,
      team_id: "opta-11",
      player_id: "opta-3000000001",
      position_x: 28.1,
      position_y: 65.1,
      operation: "update",
      version: 1715436609000,
      occurred_at: "2024-05-11T14:10:05.123Z",
      metadata: { completed: true },
    });
  });

  test("keeps an id that no number holds", () => {
    expect(only(1, { id: "9007199254740993" })?.event_id).toBe("9007199254740993");
  });

  test.each([
    ["first_half", "1", "44", { minute: 45 }],
    ["first_half", "1", "46", { minute: 45, extra_minute: 2 }],
    ["second_half", "2", "45", { minute: 46 }],
    ["second_half", "2", "92", { minute: 90, extra_minute: 3 }],
    ["extra_time_first_half", "3", "90", { minute: 91 }],
    ["extra_time_first_half", "3", "105", { minute: 105, extra_minute: 1 }],
    ["extra_time_second_half", "4", "121", { minute: 120, extra_minute: 2 }],
  ])("counts minutes from 1, in the %s (period %s, min %s)", (period, period_id, min, clock) => {
    const { minute, extra_minute, period: told } = only(1, { period_id, min }) ?? {};
    expect({ minute, extra_minute, told }).toEqual({ extra_minute: undefined, told: period, ...clock });
  });

  test("takes a time without zone for the clock in the United Kingdom, winter and summer", () => {
    const summer = event(1, { timestamp: "2024-07-01T12:00:00.500" });
    const winter = event(1, { timestamp: "2024-01-01T12:00:00.500", sec: "9" });
    expect(events(f24([summer, winter])).map(({ occurred_at }) => occurred_at)).toEqual([
      "2024-07-01T11:00:00.500Z",
      "2024-01-01T12:00:00.500Z",
    ]);
  });

  test.each([
    ["2024-03-31T00:59:59.000", "2024-03-31T00:59:59.000Z"],
    ["2024-03-31T02:00:00.000", "2024-03-31T01:00:00.000Z"],
    ["2024-10-27T00:59:59.000", "2024-10-26T23:59:59.000Z"],
    ["2024-10-27T02:00:00.000", "2024-10-27T02:00:00.000Z"],
    ["2024-05-11T15:10:05Z", "2024-05-11T15:10:05.000Z"],
    ["2024-05-11T15:10:05.51", "2024-05-11T14:10:05.051Z"],
  ])("reads the time %s", (timestamp, instant) => {
    expect(only(1, { timestamp })?.occurred_at).toBe(instant);
  });

  test("prefers timestamp_utc", () => {
    const at = only(1, { timestamp: "2024-05-11T15:10:05.123", timestamp_utc: "2024-05-11T14:10:05.124" });
    expect(at?.occurred_at).toBe("2024-05-11T14:10:05.124Z");
  });

  test("goes by kick-off and clock where an event has no time", () => {
    expect(only(1, { timestamp: undefined })?.occurred_at).toBe("2024-05-11T14:10:05.000Z");
  });

  test("keeps the ball on the pitch and leaves out places that are none", () => {
    expect(only(5, { x: "101.4", y: "-2.0" })).toMatchObject({ position_x: 100, position_y: 0 });
    expect(only(17, { x: "0.0", y: "0.0" })).not.toHaveProperty("position_x");
  });

  test("sorts events as they happened, with the whistles around their period", () => {
    const body = f24([
      event(30, { id: "4", min: "45", sec: "0" }),
      event(1, { id: "3", min: "46", sec: "2" }),
      event(1, { id: "5", period_id: "2", min: "45", sec: "1" }),
      event(1, { id: "2", min: "0", sec: "0" }),
      event(32, { id: "1", min: "0", sec: "0" }),
    ]);
    expect(events(body).map(({ event_id }) => event_id)).toEqual(["1", "2", "3", "4", "5"]);
  });

  test("takes one of the two whistles there are, the home team's", () => {
    const whistles = [event(32, { team_id: "22" }), event(32, { team_id: "11" })];
    expect(events(f24(whistles)).map(({ event_type }) => event_type)).toEqual(["other", "period_start"]);
  });

  test("leaves out what was before kick-off, which would set the match going", () => {
    expect(events(f24([event(34, { period_id: "16" }, { 30: "101, 102" })]))).toEqual([]);
  });

  test("says that the match is over once it is", () => {
    const playing = reports(f24([event(30, { period_id: "2", min: "95" })])).at(-1);
    expect(playing).not.toHaveProperty("status");
    const over = reports(f24([event(30, { period_id: "14", min: "0" })])).at(-1);
    expect(over?.status).toBe("finished");
  });

  test("keeps an unknown type whole, as other", () => {
    expect(only(999, {}, { 55: "3", 7777: "" })).toMatchObject({
      event_type: "other",
      metadata: { raw: { type_id: 999, period_id: 1, outcome: 1, qualifiers: { 55: "3", 7777: "" } } },
    });
  });

  test("holds a temporary goal back until it is one", () => {
    const temporary = f24([event(38, { id: "77" })], { home_score: "0" });
    expect(scoreAfter(temporary)).toEqual([0, 0]);
    const real = f24([event(16, { id: "77", version: "1715436609999" })], { home_score: "1" });
    expect(scoreAfter(temporary, real)).toEqual([1, 0]);
    expect(standing(temporary, real).map(({ event_type }) => event_type)).toEqual(["goal"]);
  });
});

describe("goals of an F24", () => {
  test.each([
    ["open_play", {}],
    ["header", { 15: "" }],
    ["free_kick", { 26: "" }],
    ["penalty", { 9: "", 20: "" }],
    ["own_goal", { 28: "" }],
  ])("are told as %s", (detail, qualifiers) => {
    expect(only(16, {}, qualifiers)).toMatchObject({ event_type: "goal", detail });
  });

  test("an own goal is on the record of the offender's team and counts for the other one", () => {
    const own = event(16, { team_id: "22", player_id: "201", x: "4.1", y: "48.0" }, { 28: "" });
    const body = f24([own], { home_score: undefined, away_score: undefined });
    expect(events(body)[0]).toMatchObject({ detail: "own_goal", team_id: "opta-22", player_id: "opta-201" });
    expect(scoreAfter(body)).toEqual([1, 0]);
  });

  test("name who made them, whose pass is another event of the team", () => {
    const pass = event(1, { event_id: "314", player_id: "102" });
    const others = event(1, { event_id: "314", team_id: "22", player_id: "299" });
    const goal = event(16, { sec: "9" }, { 29: "", 55: "314" });
    expect(events(f24([pass, others, goal])).at(-1)).toMatchObject({ related_player_id: "opta-102" });
  });

  test("carry xG and the like where there are", () => {
    const { metadata } = only(16, {}, { 321: "0.43", 322: "0.6", 72: "", 214: "" }) ?? {};
    expect(metadata).toMatchObject({ xG: 0.43, xG_on_target: 0.6, body_part: "left_foot", big_chance: true });
  });
});

describe("shots and penalties of an F24", () => {
  test.each([
    [13, {}, { event_type: "shot", detail: "off_target" }],
    [14, {}, { event_type: "shot", detail: "post" }],
    [15, {}, { event_type: "shot", detail: "saved" }],
    [15, { 82: "" }, { event_type: "shot", detail: "blocked" }],
    [13, { 9: "" }, { event_type: "penalty", detail: "missed" }],
    [14, { 9: "" }, { event_type: "penalty", detail: "missed" }],
    [15, { 9: "" }, { event_type: "penalty", detail: "saved" }],
  ])("type %i with %o", (type, qualifiers, told) => {
    expect(only(type, {}, qualifiers)).toMatchObject(told);
  });

  test("a penalty is awarded to the one fouled, and a foul of the other", () => {
    const won = event(4, { event_id: "81", outcome: "1" }, { 9: "", 233: "90" });
    const done = event(
      4,
      { event_id: "90", team_id: "22", player_id: "201", outcome: "0" },
      { 9: "", 233: "81" },
    );
    expect(events(f24([won, done]))).toMatchObject([
      { event_type: "penalty", detail: "awarded", team_id: "opta-11", related_player_id: "opta-201" },
      { event_type: "foul", team_id: "opta-22", related_player_id: "opta-101" },
    ]);
  });

  test("fouls and corners are two events each and count once", () => {
    const pairs = [4, 6].flatMap((type) => [
      event(type, { outcome: "1" }),
      event(type, { outcome: "0", team_id: "22", player_id: "201" }),
    ]);
    expect(tallyAfter("11", f24(pairs))).toMatchObject({ corners: 1 });
    expect(tallyAfter("22", f24(pairs))).toEqual({ fouls: 1 });
  });

  test("an offside is of the one who stood there, not of the passer", () => {
    expect(only(2, {}, { 7: "102" })).toMatchObject({
      event_type: "offside",
      player_id: "opta-102",
      related_player_id: "opta-101",
    });
  });

  test("kicks of the shootout are no goals: scored, saved or missed, and no part of the score", () => {
    const kicks = [16, 15, 14, 13].map((type, sec) =>
      event(type, { period_id: "5", min: "120", sec }, { 9: "" }),
    );
    const body = f24(kicks, { home_score: "1", away_score: "1" });
    expect(events(body).map(({ event_type, detail, period }) => [event_type, detail, period])).toEqual([
      ["penalty", "scored", "penalty_shootout"],
      ["penalty", "saved", "penalty_shootout"],
      ["penalty", "missed", "penalty_shootout"],
      ["penalty", "missed", "penalty_shootout"],
    ]);
    expect(scoreAfter(body)).toEqual([1, 1]);
    expect(tallyAfter("11", body)).toEqual({ shootout: 1 });
  });
});

describe("cards of an F24", () => {
  test.each([
    ["yellow", { 31: "" }],
    ["second_yellow", { 32: "" }],
    ["red", { 33: "" }],
  ])("are %s", (detail, qualifiers) => {
    expect(only(17, {}, qualifiers)).toMatchObject({ event_type: "card", detail });
  });

  test("a second yellow is one event", () => {
    const both = f24([event(17, {}, { 31: "" }), event(17, { min: "70", period_id: "2" }, { 32: "" })]);
    expect(tallyAfter("11", both)).toEqual({ yellow_cards: 1, second_yellow_cards: 1 });
  });

  test("a coach's has no player", () => {
    const card = only(17, { player_id: undefined }, { 31: "", 184: "", 283: "91" });
    expect(card).not.toHaveProperty("player_id");
    expect(card).toMatchObject({ team_id: "opta-11", metadata: { coach_id: "91", reason: "dissent" } });
  });

  test("a rescinded one does not stand, whichever comes first", () => {
    const card = event(17, { id: "61" }, { 31: "" });
    const rescinded = event(47, {
      id: "62",
      period_id: "14",
      min: "0",
      timestamp: "2024-05-12T09:00:00.000",
    });
    expect(tallyAfter("11", f24([card]), f24([card, rescinded]), f24([card, rescinded]))).toEqual({});
    expect(tallyAfter("11", f24([card, rescinded]))).toEqual({});
  });
});

describe("substitutions of an F24", () => {
  const off = event(18, { id: "501", event_id: "417", player_id: "109" }, { 55: "418", 42: "" });
  const on = event(19, { id: "502", event_id: "418", player_id: "112" }, { 55: "417", 42: "" });
  const substitution = {
    event_id: "502",
    event_type: "substitution",
    detail: "tactical",
    player_id: "opta-112",
    related_player_id: "opta-109",
  };

  test.each([
    ["off, on", [off, on]],
    ["on, off", [on, off]],
  ])("are two events (%s) and one substitution", (_order, both) => {
    expect(events(f24(both))).toMatchObject([substitution]);
    expect(tallyAfter("11", f24(both))).toEqual({ substitutions: 1 });
  });

  test("are paired by who stands beside whom where none names the other", () => {
    const bare = [
      event(18, { id: "501", event_id: "417", player_id: "109" }),
      event(19, { id: "502", event_id: "418", player_id: "112" }),
    ];
    expect(events(f24(bare))).toMatchObject([{ event_id: "502", related_player_id: "opta-109" }]);
  });

  test("are complete once both events are", () => {
    const half = f24([on]);
    expect(events(half)[0]).not.toHaveProperty("related_player_id");
    expect(standing(half, f24([off, on]))).toMatchObject([substitution]);
  });

  test("are corrected by either of the two events, and an older body changes nothing", () => {
    const corrected = event(
      18,
      { id: "501", event_id: "417", player_id: "110", version: "1715436700000" },
      { 55: "418", 42: "" },
    );
    expect(standing(f24([off, on]), f24([corrected, on]), f24([off, on]))).toMatchObject([
      { ...substitution, related_player_id: "opta-110" },
    ]);
  });

  test("say if they were forced by an injury", () => {
    expect(only(19, {}, { 41: "" })).toMatchObject({ detail: "injury" });
  });
});

describe("reviews of an F24", () => {
  test.each([
    [{ 329: "", 336: "" }, "goal_cancelled"],
    [{ 329: "", 335: "" }, "goal_confirmed"],
    [{ 330: "", 336: "" }, "penalty_cancelled"],
    [{ 331: "", 336: "" }, "penalty_awarded"],
    [{ 332: "", 336: "" }, "card_upgraded"],
    [{ 329: "", 343: "" }, "under_review"],
    [{ 333: "", 335: "" }, undefined],
  ])("%o is %s", (qualifiers, detail) => {
    const review = only(65, {}, qualifiers);
    expect(review?.event_type).toBe("var");
    expect(review?.detail).toBe(detail);
  });

  test("a talking point that was not reviewed is none", () => {
    expect(only(65)?.event_type).toBe("other");
  });
});
