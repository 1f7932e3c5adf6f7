import { describe, expect, it } from "vitest";
import { matchIdOf } from "../../../../modules/match/event.ts";
import { snapshot } from "../../../../modules/match/state.ts";
import { apiFootball } from "../../../../modules/providers/api-football/api-football.ts";
import { decode, feed, hasVendorData, items, retracts, vendorFile } from "../reduced-feed.ts";

describe.skipIf(!hasVendorData("api-football"))("real bodies of API-Football", () => {
  const after = (file: string, matchId: string) => {
    const match = feed(apiFootball, matchId);
    match.deliver(vendorFile(file));
    expect(match.deliver(vendorFile(file))).toEqual([]);
    return snapshot(match.state);
  };

  it("of a live poll agree on every score with the goals they list", () => {
    const body = vendorFile("api-football/fixtures-live-all.json.gz");
    const matches = new Set(items(apiFootball, body).map(matchIdOf));
    expect(matches.size).toBe(55);
    expect(retracts(apiFootball, body)).toEqual(Array(55).fill("all"));
    for (const matchId of matches) after("api-football/fixtures-live-all.json.gz", matchId);
  });

  it.each([
    ["api-football-1149519", [2, 1], [3, 2]],
    ["api-football-1149523", [1, 0], [4, 2]],
  ])("of a tie decided on penalties: %s", (matchId, [home_score, away_score], [home, away]) => {
    expect(after("api-football/fixtures-penalties.json.gz", matchId)).toMatchObject({
      status: "finished",
      minute: 120,
      home_score,
      away_score,
      home_shootout_score: home,
      away_shootout_score: away,
    });
  });

  it("of the events of one fixture: 0-2", () => {
    const match = feed(apiFootball, "api-football-653808");
    match.deliver(vendorFile("api-football/fixture-events.json"));
    expect(match.state.tallies).toEqual({
      "api-football-33": { yellow_cards: 2, substitutions: 2 },
      "api-football-50": { goals: 2, shots: 2, shots_on_target: 2, yellow_cards: 2, substitutions: 1 },
    });
  });

  it.each(["injuries-error.json", "team-leipzig-error.json"])("of an error are refused: %s", (file) => {
    const decoded = decode(apiFootball, vendorFile(`api-football/${file}`));
    expect(decoded).toMatchObject({
      outcome: "invalid",
      faults: [{ reason: expect.stringContaining("the vendor says: ") }],
    });
  });
});
