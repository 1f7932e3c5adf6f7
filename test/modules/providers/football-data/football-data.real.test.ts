import { describe, expect, it } from "vitest";
import { snapshot } from "../../../../modules/match/state.ts";
import { footballData } from "../../../../modules/providers/football-data/football-data.ts";
import { feed, hasVendorData, items, retracts, vendorFile } from "../reduced-feed.ts";

describe.skipIf(!hasVendorData("football-data"))("real bodies of Football-Data.org", () => {
  it("of an unfolded match: Troyes 1-1 Marseille", () => {
    const body = vendorFile("football-data/match-unfolded.json");
    const match = feed(footballData, "football-data-330299");
    match.deliver(body);
    expect(snapshot(match.state)).toMatchObject({
      status: "finished",
      minute: 90,
      extra_minute: 7,
      home_score: 1,
      away_score: 1,
      stats: {
        home: { goals: 1, yellow_cards: 5, substitutions: 5 },
        away: { goals: 1, yellow_cards: 3, substitutions: 5 },
      },
    });
    expect(retracts(footballData, body)).toEqual(["all"]);
    expect(match.deliver(body)).toEqual([]);
  });

  const season = "football-data/matches-champions-league.json.gz";

  it.each([
    ["football-data-418518", 2, 1],
    ["football-data-418504", 2, 2],
    ["football-data-418481", 1, 1],
    // Extra time, without a shootout.
    ["football-data-418516", 1, 0],
    ["football-data-418489", 2, 2],
    ["football-data-426169", 4, 1],
  ])("of a season: %s ended %i-%i without the kicks of a shootout", (matchId, home_score, away_score) => {
    const match = feed(footballData, matchId);
    match.deliver(vendorFile(season));
    expect(match.state).toMatchObject({ status: "finished", home_score, away_score });
  });

  it("of a season are one report per match, without lists", () => {
    const found = items(footballData, vendorFile(season));
    expect(found).toHaveLength(185);
    expect(found.every((item) => item.kind === "status")).toBe(true);
  });
});
