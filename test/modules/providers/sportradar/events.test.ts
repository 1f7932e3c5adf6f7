import { describe, expect, it } from "vitest";
import type { MatchEvent } from "../../../../modules/match/event.ts";
import { sportradar } from "../../../../modules/providers/sportradar/sportradar.ts";
import { feed, items } from "../reduced-feed.ts";
import {
  BLUES,
  entry,
  goal,
  MATCH_ID,
  player,
  REDS,
  status,
  timeline,
  whistle,
} from "./sportradar-bodies.ts";

function eventsOf(...entries: Record<string, unknown>[]): MatchEvent[] {
  return items(sportradar, timeline(entries)).flatMap((item) => (item.kind === "event" ? [item.event] : []));
}

function eventOf(one: Record<string, unknown>): MatchEvent {
  const [event, ...more] = eventsOf(one);
  expect(more).toEqual([]);
  if (!event) throw new Error("nothing came out");
  return event;
}

describe("goals", () => {
  it("have the scorer, the assist, the names as people say them, and the time of entry", () => {
    expect(eventOf(goal(1, "12", [1, 0], { method: "header" }))).toEqual({
      provider: "sportradar",
      event_id: "1",
      match_id: MATCH_ID,
      event_type: "goal",
      detail: "header",
      period: "first_half",
      minute: 12,
      second: 20,
      team_id: REDS,
      player_id: "sportradar-sr:player:9",
      related_player_id: "sportradar-sr:player:8",
      position_x: 90,
      position_y: 60,
      operation: "update",
      version: Date.UTC(2024, 4, 4, 15, 12),
      occurred_at: "2024-05-04T15:12:00.000Z",
      metadata: {
        team_name: "Reds",
        player_name: "First9 Last9",
        related_player_name: "First8 Last8",
        method: "header",
      },
    });
  });

  it.each([
    ["shot", "open_play"],
    ["corner", "open_play"],
    ["free_kick", "free_kick"],
    ["penalty", "penalty"],
    [undefined, undefined],
  ])("by %s are %s", (method, detail) => {
    expect(eventOf(goal(1, "12", [1, 0], { method })).detail).toBe(detail);
  });

  it("that are only possible are never counted", () => {
    const played = feed(sportradar, MATCH_ID);
    played.deliver(timeline([entry(1, "possible_goal", "12")]));
    expect(played.state).toMatchObject({ home_score: 0, tallies: { [REDS]: {} } });
    expect(eventOf(entry(1, "possible_goal", "12"))).toMatchObject({
      event_type: "other",
      detail: "possible_goal",
    });
  });

  it.each([
    ["names the team it is for", "home"],
    ["names the team of who scored it", "away"],
    ["names no team", undefined],
  ])("into the own net belong to the team of who scored them, also if the entry %s", (_, competitor) => {
    const own = goal(1, "12", [1, 0], {
      method: "own_goal",
      competitor,
      players: [player(5, "scorer")],
      x: 4,
      y: 40,
    });
    const played = feed(sportradar, MATCH_ID);
    played.deliver(timeline([own], status("1st_half", [1, 0])));
    expect(played.state).toMatchObject({
      home_score: 1,
      away_score: 0,
      tallies: { [BLUES]: { own_goals: 1 } },
    });
    // Seen by Blues, who attack x = 0 there.
    expect(eventOf(own)).toMatchObject({
      team_id: BLUES,
      detail: "own_goal",
      position_x: 96,
      position_y: 40,
    });
  });

  it("of a list that is not in order are told apart by the score", () => {
    const first = goal(1, "12", [0, 1], { method: "own_goal", competitor: "away" });
    const second = goal(2, "20", [1, 1], { method: "own_goal", competitor: "home" });
    const teams = eventsOf(second, first).map(({ event_id, team_id }) => [event_id, team_id]);
    expect(teams).toEqual([
      ["1", REDS],
      ["2", BLUES],
    ]);
  });
});

describe("a place", () => {
  it.each([
    ["of the home team, which attacks x = 100 with y = 0 on its left", "home", { x: 88, y: 10 }, [88, 90]],
    ["of the away team, which attacks x = 0 with y = 0 on its right", "away", { x: 12, y: 10 }, [88, 10]],
  ])("%s, is turned", (_, competitor, place, [position_x, position_y]) => {
    const shot = entry(1, "shot_on_target", "12", { competitor, ...place });
    expect(eventOf(shot)).toMatchObject({ position_x, position_y });
  });

  it.each([
    ["nobody gave: at 0, 0", { x: 0, y: 0 }],
    ["off the pitch", { x: 101, y: 50 }],
    ["of no team", { x: 50, y: 50, competitor: undefined }],
    ["that is half there", { x: 50 }],
  ])("is none if it is one %s", (_, fields) => {
    expect(eventOf(entry(1, "offside", "12", fields))).not.toHaveProperty("position_x");
  });

  it("at 0, 0 is a corner", () => {
    const corner = entry(1, "corner_kick", "12", { competitor: "away", x: 0, y: 0 });
    expect(eventOf(corner)).toMatchObject({ event_type: "corner", position_x: 100, position_y: 0 });
  });
});

describe("cards, substitutions and reviews", () => {
  it.each([
    ["yellow_card", "yellow"],
    ["yellow_red_card", "second_yellow"],
    ["red_card", "red"],
  ])("%s is %s", (type, detail) => {
    const card = entry(1, type, "12", { players: [player(4)], card_description: "player_on_bench" });
    expect(eventOf(card)).toMatchObject({
      event_type: "card",
      detail,
      player_id: "sportradar-sr:player:4",
      metadata: { reason: "player_on_bench" },
    });
  });

  it("a substitution is of who comes on, in whatever order the two are named", () => {
    const pair = [player(7, "substituted_out"), player(14, "substituted_in")];
    for (const players of [pair, pair.toReversed()]) {
      expect(eventOf(entry(1, "substitution", "60", { players }))).toMatchObject({
        event_type: "substitution",
        player_id: "sportradar-sr:player:14",
        related_player_id: "sportradar-sr:player:7",
      });
    }
  });

  it.each([
    ["goal", "goal_confirmed"],
    ["no_goal", "goal_cancelled"],
    ["penalty", "penalty_awarded"],
    ["no_penalty", "penalty_cancelled"],
    ["red_card", "card_upgraded"],
    ["no_red_card", "card_cancelled"],
    ["no_corner", undefined],
    ["mistaken_identity", undefined],
  ])("a video review is a pair of entries, the second with the verdict: %s", (description, detail) => {
    const [review, verdict] = eventsOf(
      entry(1, "video_assistant_referee", "24", { description: "penalty" }),
      entry(2, "video_assistant_referee_over", "25", { description }),
    );
    expect(review).toMatchObject({
      event_type: "var",
      detail: "under_review",
      metadata: { subject: "penalty" },
    });
    expect(verdict).toMatchObject({ event_type: "var", metadata: { verdict: description } });
    expect(verdict?.detail).toBe(detail);
  });

  it.each([
    ["penalty_awarded", { event_type: "penalty", detail: "awarded" }],
    ["penalty_missed", { event_type: "penalty", detail: "missed" }],
    ["shot_on_target", { event_type: "shot", detail: "on_target" }],
    ["shot_off_target", { event_type: "shot", detail: "off_target" }],
    ["shot_saved", { event_type: "save" }],
    ["free_kick", { event_type: "free_kick" }],
    ["offside", { event_type: "offside" }],
    ["injury", { event_type: "injury" }],
    ["throw_in", { event_type: "other", detail: "throw_in" }],
  ])("%s", (type, expected) => {
    const event = eventOf(entry(1, type, "12"));
    expect(event).toMatchObject(expected);
    expect(event.metadata).not.toHaveProperty("raw");
  });

  it("an unknown type keeps its entry", () => {
    const event = eventOf(entry(1, "drone_on_pitch", "12", { pilot: "unknown" }));
    expect(event).toMatchObject({
      event_type: "other",
      detail: "drone_on_pitch",
      metadata: { raw: { id: "1", pilot: "unknown" } },
    });
  });
});

describe("a shootout", () => {
  const kick = (id: number, outcome: string, fields = {}) =>
    entry(id, "penalty_shootout", "120", { period_type: "penalties", status: outcome, period: 5, ...fields });

  it("has kicks that are scored, missed, or still to be taken", () => {
    const kicks = eventsOf(
      kick(1, "scored"),
      kick(2, "missed", { competitor: "away" }),
      kick(3, "not_taken_yet"),
    );
    expect(kicks).toMatchObject([
      { event_type: "penalty", detail: "scored", period: "penalty_shootout", minute: 120, team_id: REDS },
      { event_type: "penalty", detail: "missed", team_id: BLUES },
    ]);
    expect(kicks).toHaveLength(2);
  });

  it.each([
    ["without the kicks", [1, 1]],
    ["with the kicks", [2, 1]],
  ])("is no part of the score, whether the vendor's comes %s", (_, told) => {
    const played = feed(sportradar, MATCH_ID);
    const periods = [
      { home_score: 0, away_score: 1, type: "regular_period", number: 1 },
      { home_score: 1, away_score: 0, type: "overtime", number: 1 },
      { home_score: 1, away_score: 0, type: "penalties" },
    ];
    const goals = [
      goal(1, "12", [0, 1], { competitor: "away" }),
      goal(2, "100", [1, 1], { period_type: "overtime" }),
    ];
    played.deliver(
      timeline([...goals, kick(3, "scored")], {
        ...status("ap", told),
        status: "closed",
        period_scores: periods,
      }),
    );
    expect(played.state).toMatchObject({
      status: "finished",
      home_score: 1,
      away_score: 1,
      tallies: { [REDS]: { shootout: 1, goals: 1 } },
    });
  });

  it("has no goals of its own: its kicks have another type", () => {
    const event = eventOf(goal(1, "120", [1, 0], { period_type: "penalties" }));
    expect(event).toMatchObject({ event_type: "other", detail: "score_change" });
  });
});

describe("the clock", () => {
  it.each([
    ["45+3", {}, { period: "first_half", minute: 45, extra_minute: 3, second: 20 }],
    ["90+5", {}, { period: "second_half", minute: 90, extra_minute: 5 }],
    ["46", {}, { period: "second_half", minute: 46 }],
    ["47", { period: 1 }, { period: "first_half", minute: 45, extra_minute: 2 }],
    ["98", { period_type: "overtime", period: 1 }, { period: "extra_time_first_half", minute: 98 }],
    ["110", { period_type: "overtime", period: 2 }, { period: "extra_time_second_half", minute: 110 }],
    [
      "110",
      { period_type: "overtime", period: undefined },
      { period: "extra_time_second_half", minute: 110 },
    ],
    ["12", { match_time: undefined, match_clock: "6:28" }, { minute: 7, second: 28 }],
    ["90+5", { stoppage_time: undefined }, { minute: 90, extra_minute: 5 }],
  ])("at %s %j", (at, fields, expected) => {
    expect(eventOf(entry(1, "offside", at, fields))).toMatchObject(expected);
  });

  it("puts an entry without minutes where the list has got to, and whistles at the ends of their period", () => {
    const events = eventsOf(
      whistle(1, "match_started", "15:00"),
      whistle(2, "period_start", "15:00", { period: 1, period_type: "regular_period" }),
      entry(3, "offside", "45+2"),
      whistle(4, "period_score", "15:48", { period: 1, period_type: "regular_period" }),
      whistle(5, "break_start", "15:48", { period_type: "pause", break_name: "pause" }),
      entry(6, "substitution", "46", { time: "2024-05-04T16:01:00+00:00" }),
      whistle(7, "period_start", "16:02", { period: 2, period_type: "regular_period" }),
      entry(8, "offside", "90+4"),
      whistle(9, "match_ended", "16:55", { match_clock: "90:00" }),
    );
    expect(
      events.map(({ event_id, event_type, detail, period, minute, extra_minute = 0 }) =>
        [event_id, detail ?? event_type, period, minute, extra_minute].join(" "),
      ),
    ).toEqual([
      "1 match_started first_half 1 0",
      "2 period_start first_half 1 0",
      "3 offside first_half 45 2",
      "4 period_end first_half 45 2",
      "5 break_start first_half 45 2",
      "7 period_start second_half 46 0",
      "6 substitution second_half 46 0",
      "8 offside second_half 90 4",
      "9 match_ended second_half 90 4",
    ]);
  });

  it("orders the array, which is only roughly in order", () => {
    const shuffled = [
      entry(1, "offside", "60"),
      entry(2, "offside", "45+1"),
      entry(3, "offside", "12"),
      entry(4, "injury", "12"),
    ];
    expect(eventsOf(...shuffled).map(({ event_id }) => event_id)).toEqual(["3", "4", "2", "1"]);
  });
});
