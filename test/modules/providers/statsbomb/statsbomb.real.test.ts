import { describe, expect, it } from "vitest";
import { streamRecordsOf } from "../../../../modules/ingest/records.ts";
import type { MatchEvent } from "../../../../modules/match/event.ts";
import { snapshot } from "../../../../modules/match/state.ts";
import { statsbomb } from "../../../../modules/providers/statsbomb/statsbomb.ts";
import { feed, hasVendorData, items, NOW, vendorFile } from "../reduced-feed.ts";

const HOME = "statsbomb-771";

describe.skipIf(!hasVendorData("statsbomb"))("a real match of StatsBomb", () => {
  it.each([
    [
      "8658",
      4,
      2,
      { yellow_cards: 1, substitutions: 3 },
      { yellow_cards: 1, substitutions: 2, own_goals: 1 },
    ],
    ["7580", 4, 3, { yellow_cards: 2, substitutions: 3 }, { yellow_cards: 4, substitutions: 3 }],
  ])("%s ends %i-%i", (match, home_score, away_score, home, away) => {
    const played = feed(statsbomb, `statsbomb-${match}`);
    const bodies = [
      vendorFile("statsbomb/matches.json"),
      vendorFile(`statsbomb/lineups-${match}.json.gz`),
      vendorFile(`statsbomb/events-${match}.json.gz`),
    ];
    for (const body of bodies) played.deliver(body, { match });
    expect(snapshot(played.state)).toMatchObject({
      status: "finished",
      home_score,
      away_score,
      minute: 90,
      extra_minute: 6,
      stats: { home, away: { ...away } },
    });
    for (const body of bodies) expect(played.deliver(body, { match })).toEqual([]);
  });

  it("goes in records that are small enough", () => {
    const all = items(statsbomb, vendorFile("statsbomb/events-7580.json.gz"), { match: "7580" });
    const records = streamRecordsOf(all, NOW);
    expect(records.length).toBeGreaterThan(5);
    for (const record of records) expect(Buffer.byteLength(JSON.stringify(record))).toBeLessThan(256_000);
  });

  it("has a penalty after a review, an own goal, and a left back on the left", () => {
    const all = items(statsbomb, vendorFile("statsbomb/events-8658.json.gz"), { match: "8658" });
    const events = all.flatMap((item) => (item.kind === "event" ? [item.event] : []));
    const of = (type: MatchEvent["event_type"]) => events.filter(({ event_type }) => event_type === type);
    expect(of("goal").map(({ detail, minute }) => `${minute} ${detail}`)).toEqual([
      "18 own_goal",
      "28 open_play",
      "38 penalty",
      "59 open_play",
      "65 open_play",
      "69 open_play",
    ]);
    expect(of("penalty")).toMatchObject([{ detail: "awarded", team_id: HOME }]);
    expect(of("period_start")).toHaveLength(2);
    expect(of("period_end")).toHaveLength(2);
    const names = new Set(events.map(({ metadata }) => metadata.player_name));
    expect(names).toContain("N'Golo Kanté");
    // Croatia's left back: y = 0 is on the right.
    const places = events.filter(({ metadata }) => metadata.player_name === "Ivan Strinić");
    const sum = places.reduce((total, { position_y }) => total + (position_y ?? 50), 0);
    expect(sum / places.length).toBeGreaterThan(70);
  });
});
