import { describe, expect, it } from "vitest";
import { snapshot } from "../../../../modules/match/state.ts";
import { allsports } from "../../../../modules/providers/allsports/allsports.ts";
import { decode, feed, hasVendorData, retracts, vendorFile } from "../reduced-feed.ts";

describe.skipIf(!hasVendorData("allsports"))("a real body of AllSportsAPI", () => {
  it.each([
    ["allsports-1061500", 0, 0, 1, 0, {}],
    ["allsports-1069763", 0, 2, 45, 3, { home: { yellow_cards: 2 }, away: { goals: 2 } }],
    ["allsports-1074089", 0, 1, 30, 0, { away: { goals: 1 } }],
  ])("has %s at %i-%i", (matchId, home_score, away_score, minute, extra_minute, stats) => {
    const body = vendorFile("allsports/livescore.json.gz");
    const match = feed(allsports, matchId);
    match.deliver(body);
    const stands = { status: "first_half", home_score, away_score, minute, extra_minute, stats };
    expect(snapshot(match.state)).toMatchObject(stands);
    expect(match.deliver(body)).toEqual([]);
  });

  it("has its last match twice, under two keys, and it is taken once", () => {
    const body = vendorFile("allsports/livescore.json.gz");
    expect(decode(allsports, body)).toMatchObject({ outcome: "items", received: 16, duplicates: 4 });
    expect(retracts(allsports, body)).toEqual(["all", "all", "all"]);
  });
});
