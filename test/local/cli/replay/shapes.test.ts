import { describe, expect, test } from "vitest";
import { partialBodies } from "../../../../local/cli/replay/growth.ts";
import { matchesIn } from "../../../../local/cli/replay/match-ids.ts";
import { growingOf } from "../../../../local/cli/replay/shapes.ts";
import { bodiesAt } from "../../../../local/cli/replay/vendor-player.ts";

/** What a body had grown to, every ten minutes of play. */
function grown(provider: string, body: unknown): string[] {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const growing = growingOf(provider, text);
  return growing ? partialBodies(growing, 600, text).map((stage) => stage.body()) : [];
}
const parsed = (bodies: string[]) => bodies.map((body) => JSON.parse(body));

describe("a body as it grew", () => {
  test("StatsBomb: cut by period and clock, the second half after all of the first", () => {
    const at = (id: string, period: number, minute: number) => ({ id, period, minute, second: 0 });
    const events = [
      at("a", 1, 0),
      at("b", 1, 12),
      at("stoppage", 1, 47),
      at("second", 2, 45),
      at("c", 2, 60),
    ];
    const stages = parsed(grown("statsbomb", events));
    expect(stages.map((stage) => stage.map(({ id }: { id: string }) => id).join(" "))).toEqual([
      "a",
      "a b",
      "a b stoppage second",
      "a b stoppage second c",
    ]);
  });

  test("F24: without the score it ends with, everything else to the byte", () => {
    const event = (id: number, period: number, min: number, inner = "") =>
      `<Event id="${id}" period_id="${period}" min="${min}" sec="0" note="a > b">${inner}</Event>`;
    const xml = `<Games>\n<Game id="7" home_score="2" away_score="1" home_team_name="A">${event(1, 16, 0)}${event(2, 1, 5, '<Q id="1"/>')}<Event id="3" period_id="2" min="80" sec="1" />${event(4, 14, 0)}</Game></Games>`;
    const [first, second, ...more] = grown("opta", xml);
    expect(first).toBe(`<Games>\n<Game id="7" home_team_name="A">${event(1, 16, 0)}</Game></Games>`);
    expect(second).toContain('<Q id="1"/>');
    expect(second).not.toContain('id="3"');
    expect(more.at(-1)).toBe(xml);
  });

  test("MA3: without its match details, ids exact", () => {
    const at = (id: string, periodId: number, timeMin: number) =>
      `{"id":${id},"periodId":${periodId},"timeMin":${timeMin},"timeSec":0}`;
    const [first] = grown(
      "opta",
      `{"matchInfo":{"id":"m"},"liveData":{"matchDetails":{"scores":{}},"event":[${at("12345678901234567890", 1, 0)},${at("2", 2, 50)}]}}`,
    );
    expect(JSON.parse(first ?? "")).toEqual({
      matchInfo: { id: "m" },
      liveData: {
        matchDetails: {},
        event: [{ id: "12345678901234567890", periodId: 1, timeMin: 0, timeSec: 0 }],
      },
    });
  });

  test("Sportradar: by when entries were made, without the status, breaks left out", () => {
    const timeline = [
      { id: 1, type: "match_started", time: "2024-01-01T15:00:00+00:00" },
      { id: 2, type: "goal", time: "2024-01-01T15:44:00+00:00" },
      { id: 3, type: "period_start", time: "2024-01-01T16:02:00+00:00" },
      { id: 4, type: "match_ended", time: "2024-01-01T16:50:00+00:00" },
    ];
    const whole = {
      sport_event: { id: "sr:sport_event:1" },
      sport_event_status: { home_score: 1 },
      timeline,
    };
    const stages = parsed(grown("sportradar", { generated_at: "2024-01-02T00:00:00+00:00", ...whole }));
    expect(stages.map((stage) => stage.timeline.length)).toEqual([1, 3, 4]);
    expect(stages[0]).toEqual({
      sport_event: whole.sport_event,
      generated_at: "2024-01-01T15:00:00+00:00",
      timeline: [timeline[0]],
    });
    expect(stages[2].sport_event_status).toEqual({ home_score: 1 });
  });

  test("API-Football: events with their count, the shootout last", () => {
    const at = (elapsed: number, extra: number | null, comments = "") => ({
      time: { elapsed, extra },
      comments,
    });
    const response = [at(3, null), at(45, 4), at(46, null), at(120, 1, "Penalty Shootout"), at(108, null)];
    const stages = parsed(grown("api-football", { get: "fixtures/events", results: 5, response }));
    expect(stages.map(({ results }) => results)).toEqual([1, 3, 4, 5]);
    expect(stages[2].response).not.toContainEqual(at(120, 1, "Penalty Shootout"));
  });

  test("custom: events in stoppage time come before the second half", () => {
    const at = (minute: number, extra_minute?: number) => ({ event_type: "foul", minute, extra_minute });
    const stages = parsed(grown("custom", [at(1), at(45, 20), at(46)]));
    expect(stages.map(({ events, length }) => events?.length ?? length)).toEqual([1, 3]);
    expect(
      parsed(grown("custom", [at(1), at(45, 20), at(75)])).map((stage) => (stage.events ?? stage).length),
    ).toEqual([1, 2, 3]);
  });

  test.each([
    [
      "a fixture, which has its score",
      "api-football",
      '{"response":[{"fixture":{"id":1}},{"fixture":{"id":2}}]}',
    ],
    ["a summary", "opta", '{"matchInfo":{},"liveData":{"goal":[]}}'],
    ["an F7", "opta", "<SoccerFeed/>"],
    ["lineups", "statsbomb", '[{"team_id":1},{"team_id":2}]'],
    ["statuses", "custom", '[{"status":"finished"},{"status":"finished"}]'],
    ["a vendor that is not known", "other", "[]"],
    ["what is no JSON", "sportradar", "{"],
  ])("%s is sent whole, as it is", (_what, provider, text) => {
    const stages = bodiesAt(provider, text, 60);
    expect(stages.map((stage) => stage.body())).toEqual([text]);
  });
});

describe("the matches of a body", () => {
  test.each([
    ["custom", '{"events":[{"match_id":"a"},{"match_id":"a"},{"match_id":"b"}]}', ["a", "b"]],
    ["statsbomb", '[{"match_id":1}]', ["statsbomb-1"]],
    ["opta", '<Games><Game away_score="1" id="12"></Game></Games>', ["opta-12"]],
    ["opta", '<SoccerFeed><SoccerDocument Type="x" uID="f12"/></SoccerFeed>', ["opta-12"]],
    ["opta", '{"matchInfo":{"id":"x1"}}', ["opta-x1"]],
    ["sportradar", '{"sport_event":{"id":"sr:sport_event:5"}}', ["sportradar-sr:sport_event:5"]],
    [
      "sportradar",
      '{"heartbeat":{}}\n{"metadata":{"sport_event_id":"sr:sport_event_id:5"}}',
      ["sportradar-sr:sport_event:5"],
    ],
    ["api-football", '{"parameters":{"fixture":"9"},"response":[{}]}', ["api-football-9"]],
    ["api-football", '{"parameters":[],"response":[{"fixture":{"id":9}}]}', ["api-football-9"]],
    ["football-data", '{"matches":[{"id":3}]}', ["football-data-3"]],
    ["football-data", '{"id":3}', ["football-data-3"]],
    ["allsports", '{"success":1,"result":[{"event_key":4}]}', ["allsports-4"]],
    ["statsbomb", '[{"type":{}}]', []],
  ])("%s: %s", (provider, text, expected) => {
    expect(matchesIn(provider, text, undefined)).toEqual(expected);
  });

  test("--match says it where the body does not", () => {
    expect(matchesIn("statsbomb", "[]", "8658")).toEqual(["statsbomb-8658"]);
    expect(matchesIn("sportradar", "{}", "5")).toEqual(["sportradar-sr:sport_event:5"]);
  });
});
