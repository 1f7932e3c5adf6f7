import { describe, expect, it } from "vitest";
import { streamRecordsOf } from "../../../../modules/ingest/records.ts";
import type { MatchEvent } from "../../../../modules/match/event.ts";
import { statsbomb } from "../../../../modules/providers/statsbomb/statsbomb.ts";
import { feed, items, NOW } from "../reduced-feed.ts";
import {
  BLUES,
  elevens,
  happened,
  MATCH,
  MATCH_ID,
  match,
  player,
  REDS,
  shot,
  uuid,
  whistles,
  word,
} from "./statsbomb-bodies.ts";

function eventsOf(...body: unknown[]): MatchEvent[] {
  return items(statsbomb, body, { match: MATCH }).flatMap((item) =>
    item.kind === "event" ? [item.event] : [],
  );
}

/** The one event a single one of theirs becomes. */
function eventOf(one: unknown): MatchEvent {
  const [event, ...more] = eventsOf(...elevens(), one).slice(2);
  expect(more).toEqual([]);
  if (!event) throw new Error("nothing came out");
  return event;
}

const reds = "statsbomb-10";
const blues = "statsbomb-11";

describe("the clock", () => {
  it.each([
    ["1/00:00", { period: "first_half", minute: 1, second: 0 }],
    ["1/44:59", { period: "first_half", minute: 45, second: 59 }],
    ["1/45:00", { period: "first_half", minute: 45, extra_minute: 1, second: 0 }],
    ["1/48:26", { period: "first_half", minute: 45, extra_minute: 4 }],
    ["2/00:00", { period: "second_half", minute: 46 }],
    ["2/47:02", { period: "second_half", minute: 90, extra_minute: 3 }],
    ["3/16:10", { period: "extra_time_first_half", minute: 105, extra_minute: 2 }],
    ["4/00:30", { period: "extra_time_second_half", minute: 106 }],
    ["4/15:30", { period: "extra_time_second_half", minute: 120, extra_minute: 1 }],
  ])("counts from 0 there and from 1 here: %s", (at, expected) => {
    const event = eventOf(happened(3, "Pressure", at));
    expect(event).toMatchObject(expected);
    if (!("extra_minute" in expected)) expect(event).not.toHaveProperty("extra_minute");
  });

  it("is no order: stoppage time has the minutes of the next period", () => {
    const late = happened(7, "Pressure", "1/46:30");
    const next = happened(5, "Clearance", "2/00:10");
    const sooner = happened(8, "Carry", "1/46:29");
    const types = eventsOf(next, late, sooner).map(({ event_type }) => event_type);
    expect(types).toEqual(["carry", "pressure", "clearance"]);
  });

  it("leaves the index to tell what came first at one moment", () => {
    const [first, second] = [happened(4, "Carry", "1/10:00"), happened(5, "Pressure", "1/10:00")];
    expect(eventsOf(second, first).map(({ event_id }) => event_id)).toEqual([uuid(4), uuid(5)]);
  });
});

describe("a place", () => {
  it.each([
    ["the goal attacked", [120, 40], 100, 50],
    ["the own left corner, which is on the far side from y = 0 with us", [0, 0], 0, 100],
    ["the attacker's right", [60, 80], 50, 0],
    ["a ball that left the pitch", [120.3, -0.2], 100, 100],
    ["a third", [80, 60], 66.67, 25],
  ])("%s", (_, location, position_x, position_y) => {
    expect(eventOf(happened(3, "Carry", "1/01:00", { location }))).toMatchObject({ position_x, position_y });
  });

  it("of the end of a pass is turned as well", () => {
    const pass = { end_location: [120, 80], length: 12.5, height: word("Ground Pass"), recipient: player(8) };
    expect(eventOf(happened(3, "Pass", "1/01:00", { player: player(6), pass }))).toMatchObject({
      event_type: "pass",
      related_player_id: "statsbomb-8",
      metadata: { end_x: 100, end_y: 0, completed: true, height: "Ground Pass" },
    });
  });
});

describe("goals and shots", () => {
  it("an own goal is a pair of events and one goal, of the team of its scorer", () => {
    const pair = [
      happened(3, "Own Goal For", "1/17:56", { team: REDS, related_events: [uuid(4)] }),
      happened(4, "Own Goal Against", "1/17:56", {
        team: BLUES,
        player: player(5),
        location: [6, 40],
        related_events: [uuid(3)],
      }),
    ];
    const [goal, ...more] = eventsOf(...elevens(), ...pair).slice(2);
    expect(more).toEqual([]);
    expect(goal).toMatchObject({
      event_id: uuid(4),
      event_type: "goal",
      detail: "own_goal",
      team_id: blues,
      player_id: "statsbomb-5",
      position_x: 5,
      minute: 18,
    });
  });

  it("an own goal without a scorer is still one", () => {
    const goal = eventOf(happened(3, "Own Goal For", "1/17:56", { team: REDS }));
    expect(goal).toMatchObject({ event_type: "goal", detail: "own_goal", team_id: blues });
    expect(goal).not.toHaveProperty("player_id");
  });

  it.each([
    ["a goal", "Goal", {}, { event_type: "goal", detail: "open_play" }],
    ["a header", "Goal", { body_part: word("Head") }, { event_type: "goal", detail: "header" }],
    ["a free kick", "Goal", { type: word("Free Kick") }, { event_type: "goal", detail: "free_kick" }],
    ["a penalty", "Goal", { type: word("Penalty") }, { event_type: "goal", detail: "penalty" }],
    ["a penalty saved", "Saved", { type: word("Penalty") }, { event_type: "penalty", detail: "saved" }],
    ["a penalty missed", "Post", { type: word("Penalty") }, { event_type: "penalty", detail: "missed" }],
    ["a shot saved", "Saved", {}, { event_type: "shot", detail: "saved" }],
    ["a shot wide", "Off T", {}, { event_type: "shot", detail: "off_target" }],
    ["a shot that went anywhere", "Wayward", {}, { event_type: "shot", detail: "off_target" }],
    ["a shot blocked", "Blocked", {}, { event_type: "shot", detail: "blocked" }],
  ])("%s", (_, outcome, fields, expected) => {
    expect(eventOf(shot(3, "1/10:00", outcome, fields))).toMatchObject(expected);
  });

  it("keep the vendor's xG, and not where everybody stood", () => {
    const { metadata } = eventOf(shot(3, "1/10:00", "Saved", { one_on_one: true }));
    expect(metadata).toMatchObject({ xG: 0.25, body_part: "right_foot", one_on_one: true, end_x: 100 });
    expect(metadata).not.toHaveProperty("freeze_frame");
    expect(metadata).not.toHaveProperty("statsbomb_xg");
  });

  it("have an assist where the key pass is one", () => {
    const pass = (goal_assist?: true) =>
      happened(3, "Pass", "1/09:58", { player: player(8), pass: { goal_assist, end_location: [100, 40] } });
    const goal = shot(4, "1/10:00", "Goal", { key_pass_id: uuid(3) });
    expect(eventsOf(pass(true), goal)[1]).toMatchObject({ related_player_id: "statsbomb-8" });
    expect(eventsOf(pass(), goal)[1]).not.toHaveProperty("related_player_id");
  });

  it.each([
    ["Goal", "scored"],
    ["Saved", "saved"],
    ["Off T", "missed"],
  ])("in period 5 are kicks of the shootout, %s is %s, and none is part of the score", (outcome, detail) => {
    const kick = shot(3, "5/01:10", outcome, { type: word("Penalty") });
    expect(eventOf(kick)).toMatchObject({
      event_type: "penalty",
      detail,
      period: "penalty_shootout",
      minute: 120,
    });
    const played = feed(statsbomb, MATCH_ID);
    played.deliver(match());
    played.deliver([...elevens(), kick], { match: MATCH });
    expect(played.state).toMatchObject({ home_score: 0, away_score: 0, status: "penalty_shootout" });
  });
});

describe("fouls and cards", () => {
  it.each([
    ["Yellow Card", 7, "yellow"],
    ["Second Yellow", 6, "second_yellow"],
    ["Red Card", 5, "red"],
    ["Yellow Card", 5, "yellow"],
    ["Red Card", 67, "red"],
  ])("a %s is told by its name and not by its id (%i)", (name, id, detail) => {
    const card = { card: { id, name } };
    const fouled = happened(3, "Foul Committed", "1/10:00", { player: player(4), foul_committed: card });
    expect(eventsOf(fouled)).toMatchObject([
      { event_type: "foul", event_id: uuid(3) },
      { event_type: "card", detail, event_id: `${uuid(3)}:card`, player_id: "statsbomb-4" },
    ]);
    const misbehaved = happened(3, "Bad Behaviour", "1/10:00", { player: player(4), bad_behaviour: card });
    expect(eventsOf(misbehaved)).toMatchObject([{ event_type: "card", detail, event_id: uuid(3) }]);
  });

  it("a foul without an object of its own is a foul, and a word that is no card is none", () => {
    expect(eventOf(happened(3, "Foul Committed", "1/10:00"))).toMatchObject({ event_type: "foul" });
    const odd = { bad_behaviour: { card: word("Green Card") } };
    expect(eventOf(happened(3, "Bad Behaviour", "1/10:00", odd))).toMatchObject({ event_type: "other" });
  });

  it("a foul that brings a penalty awards it to the other team", () => {
    const [, , foul, penalty, won] = eventsOf(
      ...elevens(),
      happened(3, "Foul Committed", "1/10:00", {
        player: player(4),
        team: BLUES,
        location: [6, 40],
        foul_committed: { penalty: true },
        related_events: [uuid(4)],
      }),
      happened(4, "Foul Won", "1/10:00", {
        player: player(9),
        related_events: [uuid(3)],
        foul_won: { penalty: true },
      }),
    );
    expect(foul).toMatchObject({ event_type: "foul", team_id: blues, related_player_id: "statsbomb-9" });
    expect(penalty).toMatchObject({
      event_id: `${uuid(3)}:penalty`,
      event_type: "penalty",
      detail: "awarded",
      team_id: reds,
      player_id: "statsbomb-9",
      related_player_id: "statsbomb-4",
    });
    expect(won).toMatchObject({ event_type: "other", detail: "foul_won" });
  });
});

describe("other events", () => {
  it.each([
    ["Injury", "injury"],
    ["Tactical", "tactical"],
    [undefined, undefined],
  ])("a substitution (%s) is of who comes on, and its record of who goes off", (outcome, detail) => {
    const substitution = { replacement: player(14), ...(outcome ? { outcome: word(outcome) } : {}) };
    const event = eventOf(happened(3, "Substitution", "2/10:00", { player: player(7), substitution }));
    expect(event).toMatchObject({
      event_type: "substitution",
      player_id: "statsbomb-14",
      related_player_id: "statsbomb-7",
      metadata: { player_name: "Player 14", related_player_name: "Player 7", team_name: "Reds" },
    });
    expect(event.detail).toBe(detail);
  });

  it("names lose their doubled apostrophes", () => {
    const named = { player: { id: 3, name: "N''Golo O''Neill" }, team: { id: 10, name: "Reds d''Or" } };
    expect(eventOf(happened(3, "Carry", "1/01:00", named)).metadata).toMatchObject({
      player_name: "N'Golo O'Neill",
      team_name: "Reds d'Or",
    });
  });

  it("a half starts and ends once, with its first and its last whistle", () => {
    const body = [
      ...whistles(3, "Half Start", "1/00:00"),
      happened(5, "Half End", "1/46:59"),
      happened(6, "Half End", "1/47:01", { team: BLUES }),
    ];
    const played = eventsOf(...body);
    expect(played).toMatchObject([
      { event_id: "period_start-1", event_type: "period_start", minute: 1 },
      { event_id: "period_end-1", event_type: "period_end", minute: 45, extra_minute: 3, second: 1 },
    ]);
    for (const whistle of played) expect(whistle).not.toHaveProperty("team_id");
    const turned = [...body].reverse();
    expect(eventsOf(...turned)).toEqual(played);
  });

  it.each([
    ["a corner is a pass there", "Pass", { pass: { type: word("Corner") } }, { event_type: "corner" }],
    [
      "a free kick passed",
      "Pass",
      { pass: { type: word("Free Kick") } },
      { event_type: "pass", detail: "free_kick" },
    ],
    ["a tackle is a duel there", "Duel", { duel: { type: word("Tackle") } }, { event_type: "tackle" }],
    [
      "an aerial duel",
      "Duel",
      { duel: { type: word("Aerial Lost") } },
      { event_type: "duel", detail: "aerial" },
    ],
    [
      "a fifty-fifty",
      "50/50",
      { "50_50": { outcome: word("Won") } },
      { event_type: "duel", detail: "fifty_fifty" },
    ],
    ["a save", "Goal Keeper", { goalkeeper: { type: word("Shot Saved") } }, { event_type: "save" }],
    ["no save", "Goal Keeper", { goalkeeper: { type: word("Goal Conceded") } }, { event_type: "other" }],
    ["a stoppage", "Injury Stoppage", {}, { event_type: "injury" }],
    ["an asterisk", "Ball Receipt*", {}, { event_type: "other", detail: "ball_receipt" }],
  ])("%s", (_, type, fields, expected) => {
    expect(eventOf(happened(3, type, "1/01:00", fields))).toMatchObject(expected);
  });

  it("a pass to a player who is offside is an offside of that player as well", () => {
    const pass = { recipient: player(9), outcome: word("Pass Offside") };
    expect(eventsOf(happened(3, "Pass", "1/01:00", { player: player(8), pass }))).toMatchObject([
      { event_type: "pass", metadata: { completed: false } },
      { event_type: "offside", event_id: `${uuid(3)}:offside`, player_id: "statsbomb-9" },
    ]);
  });

  it("an unknown type keeps its record; a video review has none", () => {
    const unknown = happened(3, "Video Review", "1/01:00", { video_review: { verdict: "no goal" } });
    expect(eventOf(unknown)).toMatchObject({
      event_type: "other",
      detail: "video_review",
      metadata: { raw: { video_review: { verdict: "no goal" } } },
    });
  });
});

it("a whole match of 3,500 events goes in records of the stream that are small enough", () => {
  const body = Array.from({ length: 3_500 }, (_, index) =>
    happened(
      index + 10,
      "Pass",
      `${index < 1_750 ? 1 : 2}/${String(Math.floor((index % 1_750) / 39)).padStart(2, "0")}:00`,
      {
        player: player(index % 22),
        location: [60, 40],
        pass: { end_location: [70, 40], recipient: player((index + 1) % 22) },
      },
    ),
  );
  const all = items(statsbomb, body, { match: MATCH });
  const records = streamRecordsOf(all, NOW);
  expect(all).toHaveLength(3_502);
  expect(records.flatMap((record) => record.items)).toHaveLength(3_502);
  for (const record of records) expect(Buffer.byteLength(JSON.stringify(record))).toBeLessThan(256_000);
});
