import { describe, expect, it } from "vitest";
import type { MatchEvent } from "../../../../modules/match/event.ts";
import { snapshot } from "../../../../modules/match/state.ts";
import { sportradar } from "../../../../modules/providers/sportradar/sportradar.ts";
import { feed, hasVendorData, items, vendorFile } from "../reduced-feed.ts";

describe.skipIf(!hasVendorData("sportradar"))("a real body of Sportradar", () => {
  it("has Manchester City 2-1 Brighton", () => {
    const played = feed(sportradar, "sportradar-sr:sport_event:41763009");
    const body = vendorFile("sportradar/timeline.json.gz");
    played.deliver(body);
    expect(snapshot(played.state)).toMatchObject({
      status: "finished",
      home_score: 2,
      away_score: 1,
      minute: 90,
      extra_minute: 9,
      home_team: { name: "Manchester City" },
      stats: {
        home: {
          goals: 2,
          yellow_cards: 3,
          second_yellow_cards: 1,
          substitutions: 3,
          corners: 2,
          offsides: 2,
        },
        away: { goals: 1, yellow_cards: 2, substitutions: 5 },
      },
    });
    expect(played.deliver(body)).toEqual([]);
  });

  it("has three possible goals beside the three that were, and a review of a penalty", () => {
    const all = items(sportradar, vendorFile("sportradar/timeline.json.gz"));
    const events = all.flatMap((item) => (item.kind === "event" ? [item.event] : []));
    expect(events).toHaveLength(111);
    const count = (wanted: Partial<MatchEvent>) =>
      events.filter((event) => event.event_type === wanted.event_type && event.detail === wanted.detail)
        .length;
    expect(count({ event_type: "goal" })).toBe(3);
    expect(count({ event_type: "other", detail: "possible_goal" })).toBe(3);
    expect(count({ event_type: "var", detail: "under_review" })).toBe(1);
    expect(count({ event_type: "var", detail: "penalty_cancelled" })).toBe(1);
    // Wingers of both teams are where they play: y = 0 is on the right.
    const wing = (name: string) =>
      events.flatMap(({ metadata, position_y }) =>
        metadata.player_name === name && position_y !== undefined ? [position_y] : [],
      );
    for (const left of [...wing("Jeremy Doku"), ...wing("Kaoru Mitoma")]) expect(left).toBeGreaterThan(50);
    for (const right of wing("Simon Adingra")) expect(right).toBeLessThan(50);
  });

  it("has three messages of three matches and a heartbeat in the push feed", () => {
    const all = items(sportradar, vendorFile("sportradar/push-sample.ndjson"));
    const events = all.flatMap((item) => (item.kind === "event" ? [item.event] : []));
    expect(events).toMatchObject([
      { match_id: "sportradar-sr:sport_event:52633607", event_type: "card", detail: "yellow" },
      { match_id: "sportradar-sr:sport_event:52633623", event_type: "goal", detail: "header" },
      { match_id: "sportradar-sr:sport_event:52633595", event_type: "shot", detail: "off_target" },
    ]);
    expect(events[1]).not.toHaveProperty("position_x");
    const scores = all.flatMap((item) =>
      item.kind === "status" && item.report.home_score !== undefined
        ? [`${item.report.home_score}-${item.report.away_score}`]
        : [],
    );
    expect(scores).toEqual(["0-0", "0-2", "1-0"]);
  });
});
