import { describe, expect, it } from "vitest";
import { sportradar } from "../../../../modules/providers/sportradar/sportradar.ts";
import { decode, feed, items, NOW, said } from "../reduced-feed.ts";
import {
  BLUES,
  entry,
  goal,
  HEARTBEAT,
  lines,
  MATCH_ID,
  message,
  REDS,
  status,
  timeline,
} from "./sportradar-bodies.ts";

const first = message(goal(1, "12", [1, 0]), status("1st_half", [1, 0]));

it("accepts a heartbeat without items", () => {
  const nothing = { outcome: "items", items: [], received: 0, duplicates: 0 };
  expect(decode(sportradar, HEARTBEAT)).toEqual(nothing);
  expect(decode(sportradar, lines(HEARTBEAT, HEARTBEAT))).toEqual(nothing);
});

it("a message names its match with another prefix than the timeline, and means the same", () => {
  for (const item of items(sportradar, first))
    expect(JSON.stringify(item)).toContain(`"match_id":"${MATCH_ID}"`);
  expect(items(sportradar, first)).toMatchObject([
    { kind: "status", report: { league: { id: "sportradar-sr:competition:7" } } },
    { kind: "event", event: { event_id: "1", event_type: "goal", minute: 12, team_id: `${MATCH_ID}:home` } },
    { kind: "status", report: { status: "first_half", home_score: 1, away_score: 0 } },
  ]);
});

it.each([
  ["sr:sport_event:5001", "sr:sport_event:5001"],
  ["5001", "sr:sport_event:5001"],
  ["sr:sport_event_id:5001", "sr:sport_event:5001"],
])("a message that does not name its match is of the one of ?match=%s", (match, urn) => {
  const [item] = items(
    sportradar,
    message(entry(1, "offside", "12"), {}, { sport_event_id: undefined, competition_id: undefined }),
    { match },
  );
  expect(item).toMatchObject({ event: { match_id: `sportradar-${urn}` } });
});

it("a message of no match at all is refused", () => {
  const homeless = message(entry(1, "offside", "12"), {}, { sport_event_id: undefined });
  expect(decode(sportradar, lines(HEARTBEAT, homeless))).toEqual({
    outcome: "invalid",
    faults: [{ path: "[1].metadata.sport_event_id", reason: "is required, or ?match=" }],
  });
});

describe("lines off the stream", () => {
  it("are taken in their order, with or without a last line break or a carriage return", () => {
    const two = [first, HEARTBEAT, message(entry(2, "offside", "13"), status("1st_half", [1, 0]))];
    for (const body of [
      lines(...two),
      lines(...two).trimEnd(),
      lines(...two).replaceAll("\n", "\r\n\r\n"),
      two,
    ]) {
      const ids = items(sportradar, body).flatMap((item) =>
        item.kind === "event" ? [item.event.event_id] : [],
      );
      expect(ids).toEqual(["1", "2"]);
    }
  });

  it("that are cut short are refused as a whole", () => {
    expect(decode(sportradar, lines(first, first).slice(0, -20))).toMatchObject({ outcome: "unreadable" });
  });

  it("that repeat an entry count it once", () => {
    expect(decode(sportradar, lines(first, first))).toMatchObject({
      outcome: "items",
      received: 6,
      duplicates: 3,
    });
  });

  it("keep a score that goes there and back", () => {
    const at = (id: number, score: number[]) =>
      message(entry(id, "throw_in", "12"), status("1st_half", score));
    const played = feed(sportradar, MATCH_ID);
    played.deliver(lines(at(1, [0, 0]), at(2, [1, 0]), at(3, [0, 0])));
    expect(played.state).toMatchObject({ home_score: 0 });
  });

  it("may be of several matches", () => {
    const other = message(entry(9, "offside", "5"), status("1st_half", [0, 2]), {
      sport_event_id: "sr:sport_event_id:5002",
    });
    const played = [MATCH_ID, "sportradar-sr:sport_event:5002"].map((id) => feed(sportradar, id));
    for (const match of played) match.deliver(lines(first, other));
    expect(played.map(({ state }) => [state.home_score, state.away_score])).toEqual([
      [1, 0],
      [0, 2],
    ]);
  });
});

describe("beside the timeline", () => {
  it("an update of a message is one of the same entry, and an older version changes nothing", () => {
    const played = feed(sportradar, MATCH_ID);
    played.deliver(first);
    const later = { updated: true, updated_time: "2024-05-04T15:14:00+00:00" };
    const updated = message({ ...goal(1, "13", [1, 0]), ...later }, status("1st_half", [1, 0]));
    expect(said(played.deliver(updated))).toEqual(["update 13' goal:open_play sr:player:9"]);
    expect(played.deliver(first)).toEqual([]);
  });

  it("the timeline gives its teams to what messages only had sides for", () => {
    const played = feed(sportradar, MATCH_ID);
    played.deliver(first);
    played.deliver(timeline([goal(1, "12", [1, 0])], status("1st_half", [1, 0])));
    expect(played.state).toMatchObject({ home_score: 1, away_score: 0, tallies: { [REDS]: { goals: 1 } } });
  });

  it("a goal taken back is gone from the score at once, and from the list with the timeline", () => {
    const played = feed(sportradar, MATCH_ID);
    played.deliver(timeline([goal(1, "12", [1, 0])], status("1st_half", [1, 0])));
    const verdict = entry(2, "video_assistant_referee_over", "14", { description: "no_goal" });
    played.deliver(message(verdict, status("1st_half", [0, 0])));
    expect(played.state).toMatchObject({ home_score: 0 });
    played.deliver(timeline([verdict], status("1st_half", [0, 0])));
    expect(played.state).toMatchObject({ home_score: 0, tallies: { [REDS]: {} } });
  });
});

it.each([
  ["home", [1, 0], "away"],
  ["away", [0, 1], "home"],
  ["away", [2, 3], "home"],
])("an own goal for %s at %j is of %s", (competitor, score, side) => {
  const own = message(goal(1, "12", score, { method: "own_goal", competitor }), status("1st_half", score));
  expect(items(sportradar, own)[1]).toMatchObject({
    event: { detail: "own_goal", team_id: `${MATCH_ID}:${side}` },
  });
});

it("a whistle has its minute from where the match stands", () => {
  const minuteOf = (event: Record<string, unknown>, told: Record<string, unknown>) => {
    const found = items(sportradar, message(event, told)).find((item) => item.kind === "event");
    return found?.kind === "event"
      ? [found.event.period, found.event.minute, found.event.extra_minute]
      : undefined;
  };
  const bare = (type: string, fields = {}) => ({ id: 1, type, time: "2024-05-04T15:48:00+00:00", ...fields });
  expect(minuteOf(bare("match_started"), status("1st_half"))).toEqual(["first_half", 1, undefined]);
  expect(minuteOf(bare("break_start"), status("halftime"))).toEqual(["first_half", 45, undefined]);
  const clock = { played: "90:00", stoppage_time_played: "3:10" };
  expect(minuteOf(bare("injury_time_shown"), status("2nd_half", [], { clock }))).toEqual([
    "second_half",
    90,
    4,
  ]);
  expect(minuteOf(bare("period_score", { period: 2 }), status("ended"))).toEqual([
    "second_half",
    90,
    undefined,
  ]);
  expect(minuteOf(bare("match_ended"), status("gone"))).toEqual([undefined, 0, undefined]);
});

it("a message without an entry says where the match stands, as of when it came", () => {
  expect(items(sportradar, message(undefined, status("halftime", [1, 1])))[1]).toMatchObject({
    kind: "status",
    report: { status: "half_time", home_score: 1, away_score: 1, occurred_at: NOW },
  });
});

it("an away team's shot is turned in a message as in the timeline", () => {
  const shot = entry(1, "shot_off_target", "12", { competitor: "away", x: 8, y: 47 });
  const [, item] = items(sportradar, message(shot, status("1st_half", [0, 0])));
  expect(item).toMatchObject({ event: { position_x: 92, position_y: 47 } });
  const [, same] = items(sportradar, timeline([shot]));
  expect(same).toMatchObject({ event: { position_x: 92, position_y: 47, team_id: BLUES } });
});
