import { describe, expect, it } from "vitest";
import { snapshot } from "../../../../modules/match/state.ts";
import { sportradar } from "../../../../modules/providers/sportradar/sportradar.ts";
import { decode, feed, items, said } from "../reduced-feed.ts";
import { entry, goal, MATCH_ID, status, timeline, whistle } from "./sportradar-bodies.ts";

const card = entry(20, "yellow_card", "30");

function playing() {
  const played = feed(sportradar, MATCH_ID);
  played.deliver(timeline([goal(1, "12", [1, 0]), card], status("1st_half", [1, 0])));
  return played;
}

it("a timeline announces the match, tells it, and says where it stands", () => {
  const played = feed(sportradar, MATCH_ID);
  const entries = played.deliver(timeline([goal(1, "12", [1, 0]), card], status("1st_half", [1, 0])));
  expect(said(entries)).toEqual([
    "report info",
    "create 12' goal:open_play sr:player:9 1-0 (goal) first_half",
    "create 30' card:yellow ?",
  ]);
  expect(snapshot(played.state)).toMatchObject({
    kick_off: "2024-05-04T15:00:00.000Z",
    home_team: { id: "sportradar-sr:competitor:10", name: "Reds" },
    away_team: { id: "sportradar-sr:competitor:11", name: "Blues" },
    league: { id: "sportradar-sr:competition:7", name: "A League" },
    home_score: 1,
    minute: 30,
  });
});

describe("a timeline that comes again", () => {
  it("is a repeat", () => {
    const again = timeline([goal(1, "12", [1, 0]), card], status("1st_half", [1, 0]), {
      generated_at: "2024-05-04T18:00:10+00:00",
    });
    expect(playing().deliver(again)).toEqual([]);
  });

  it("with an entry that was updated corrects that one", () => {
    const updated = {
      ...goal(1, "12", [1, 0]),
      match_time: 13,
      updated: true,
      updated_time: "2024-05-04T15:20:00+00:00",
    };
    const played = playing();
    expect(said(played.deliver(timeline([updated, card], status("1st_half", [1, 0]))))).toEqual([
      "update 13' goal:open_play sr:player:9",
    ]);
    // The older version is told once more, by a copy that is behind.
    expect(played.deliver(timeline([goal(1, "12", [1, 0]), card], status("1st_half", [1, 0])))).toEqual([]);
  });

  it("takes back what is no longer in it, and has the score of the vendor", () => {
    const start = whistle(9, "period_start", "15:00", { period: 1, period_type: "regular_period" });
    const played = feed(sportradar, MATCH_ID);
    played.deliver(timeline([start, goal(1, "12", [1, 0]), card], status("1st_half", [1, 0])));
    const entries = played.deliver(timeline([start, card], status("1st_half", [0, 0])));
    expect(said(entries)).toEqual(["void 12' goal:open_play sr:player:9 0-0 (void)"]);
    expect(played.state).toMatchObject({ home_score: 0, away_score: 0, tallies: { [REDS]: {} } });
  });

  it("takes back nothing while its goals are not those of the score", () => {
    const played = playing();
    expect(played.deliver(timeline([card], status("1st_half", [1, 0])))).toEqual([]);
    expect(played.deliver(timeline([goal(1, "12", [1, 0])], status("1st_half", [2, 0])))).toHaveLength(1);
    expect(said(played.log)).not.toContain("void 30' card:yellow ?");
  });

  it("takes back nothing where it is empty, missing, or one of a list", () => {
    const played = playing();
    const standing = status("1st_half", [1, 0]);
    expect(played.deliver(timeline([], standing))).toEqual([]);
    expect(played.deliver(timeline([], standing, { timeline: undefined }))).toEqual([]);
    const [one] = [timeline([goal(1, "12", [1, 0])], standing)];
    expect(
      played.deliver({ generated_at: "2024-05-04T18:00:00+00:00", sport_event_timelines: [one] }),
    ).toEqual([]);
  });

  it("with a goal nobody had yet moves the score by that goal", () => {
    const goals = [goal(1, "12", [1, 0]), goal(2, "33", [1, 1], { competitor: "away" })];
    expect(said(playing().deliver(timeline([...goals, card], status("1st_half", [1, 1]))))).toEqual([
      "create 33' goal:open_play sr:player:9 1-1 (goal)",
    ]);
  });
});

const REDS = "sportradar-sr:competitor:10";

describe("the status", () => {
  it.each([
    ["not_started", "not_started", "scheduled"],
    ["1st_half", "live", "first_half"],
    ["halftime", "live", "half_time"],
    ["2nd_half", "live", "second_half"],
    ["awaiting_extra_time", "live", "extra_time_break"],
    ["1st_extra", "live", "extra_time_first_half"],
    ["overtime", "live", "extra_time_first_half"],
    ["extra_time_halftime", "live", "extra_time_half_time"],
    ["2nd_extra", "live", "extra_time_second_half"],
    ["awaiting_penalties", "live", "penalty_shootout"],
    ["penalties", "live", "penalty_shootout"],
    ["ended", "closed", "finished"],
    ["aet", "ended", "finished"],
    ["ap", "closed", "finished"],
    ["2nd_half", "closed", "finished"],
    ["2nd_half", "interrupted", "suspended"],
    ["1st_half", "suspended", "suspended"],
    ["postponed", "postponed", "postponed"],
    ["start_delayed", "delayed", "postponed"],
    ["cancelled", "cancelled", "cancelled"],
    ["abandoned", "closed", "abandoned"],
  ])("%s (%s) is %s", (match_status, general, expected) => {
    const played = feed(sportradar, MATCH_ID);
    played.deliver(timeline([], { match_status, status: general }));
    expect(played.state).toMatchObject({ status: expected });
    expect(played.state).not.toHaveProperty("raw_status");
  });

  it("in words nobody knows is kept as it is, and is not the end", () => {
    const played = feed(sportradar, MATCH_ID);
    played.deliver(timeline([], { match_status: "gone_fishing", status: "out" }));
    expect(played.state).toMatchObject({ status: "unknown", raw_status: "gone_fishing" });
  });

  it("of a match that is on without detail is told by its events, the end as well", () => {
    const played = feed(sportradar, MATCH_ID);
    const inprogress = { match_status: "inprogress", status: "inprogress" };
    played.deliver(timeline([entry(1, "offside", "60")], inprogress));
    expect(played.state.status).toBe("second_half");
    played.deliver(timeline([entry(1, "offside", "60"), whistle(2, "match_ended", "16:55")], inprogress));
    expect(played.state.status).toBe("finished");
  });

  it("of a match that a federation decided is awarded", () => {
    const played = feed(sportradar, MATCH_ID);
    played.deliver(timeline([], { ...status("ended", [3, 0]), decided_by_fed: true, status: "closed" }));
    expect(played.state).toMatchObject({ status: "awarded", home_score: 3 });
  });

  it.each([
    ["57:17", undefined, { minute: 58, extra_minute: 0 }],
    ["90:00", "3:10", { minute: 90, extra_minute: 4 }],
    ["48:00", undefined, { minute: 50, extra_minute: 0 }],
    ["40:00", undefined, { minute: 50, extra_minute: 0 }],
    ["55:00 or so", undefined, { minute: 50, extra_minute: 0 }],
  ])(
    "has the clock of the vendor, %s, where it is not behind the events",
    (played, stoppage_time_played, expected) => {
      const match = feed(sportradar, MATCH_ID);
      const clock = { played, stoppage_time_played };
      match.deliver(timeline([entry(1, "offside", "50")], status("2nd_half", [0, 0], { clock })));
      expect(match.state).toMatchObject(expected);
    },
  );

  it("has no score before kick-off", () => {
    const reports = items(sportradar, timeline([], status("not_started", [0, 0], { status: "not_started" })));
    for (const item of reports) expect(item).not.toHaveProperty("report.home_score");
  });
});

describe("refused is", () => {
  it.each([
    [
      "an error of the API",
      { message: "Authentication Error" },
      ["message the vendor says: Authentication Error"],
    ],
    ["something else", { standings: [] }, ["$ must be a timeline, a summary, or messages of the push feed"]],
    ["an empty list", [], ["$ must be a timeline, a summary, or messages of the push feed"]],
    ["a match without id", timeline([], {}, { sport_event: { id: null } }), ["sport_event.id must be an id"]],
    ["a timeline that is none", timeline([], {}, { timeline: {} }), ["timeline must be an array"]],
    [
      "entries that are none",
      timeline([entry(1, "offside", "12"), { type: "offside" }, { id: 3 }]),
      ["timeline[1].id is required", "timeline[2].type is required"],
    ],
    [
      "a match of a list that is none",
      { summaries: [timeline([]), {}] },
      ["summaries[1].sport_event must be an object"],
    ],
  ])("%s", (_, body, expected) => {
    const decoded = decode(sportradar, body);
    if (decoded.outcome !== "invalid") throw new Error(decoded.outcome);
    expect(decoded.faults.map(({ path, reason }) => `${path} ${reason}`)).toEqual(expected);
  });

  it("text that is not JSON", () => {
    expect(decode(sportradar, "<error/>")).toMatchObject({ outcome: "unreadable" });
  });
});
