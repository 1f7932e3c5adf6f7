import { describe, expect, it } from "vitest";
import { snapshot } from "../../../../modules/match/state.ts";
import { allsports } from "../../../../modules/providers/allsports/allsports.ts";
import { feed, hasVendorData, vendorFile } from "../reduced-feed.ts";
import { card, livescore, match } from "./allsports-bodies.ts";

const statistics = [
  { type: "Attacks", home: "21", away: "30" },
  { type: "Shots Total", home: "8", away: "4" },
  { type: "Shots On Goal", home: "4", away: "3" },
  { type: "Ball Possession", home: "45%", away: "55%" },
  { type: "Yellow Cards", home: "2", away: "0" },
  { type: "Passes Total", home: "186", away: "" },
];

describe("the statistics of AllSportsAPI", () => {
  it("are the vendor's own where it has them, but for the cards", () => {
    const played = feed(allsports, "allsports-5001");
    const body = livescore(match("0 - 0", { statistics, cards: [card("12", "home", "yellow card")] }));
    played.deliver(body);
    expect(snapshot(played.state).stats).toMatchObject({
      home: { shots: 8, shots_on_target: 4, saves: 3, possession: 45, passes: 186, yellow_cards: 1 },
      away: { shots: 4, shots_on_target: 3, saves: 4, possession: 55, passes: 0 },
    });
    expect(played.deliver(body)).toEqual([]);
  });

  it.each([[[]], [null], ["x"], [[7, { type: 1, home: "1" }]]])(
    "that are malformed are ignored: %j",
    (odd) => {
      const played = feed(allsports, "allsports-5001");
      played.deliver(livescore(match("0 - 0", { statistics: odd })));
      expect(played.state.given_stats).toBeUndefined();
    },
  );
});

describe.skipIf(!hasVendorData("allsports"))("real statistics of AllSportsAPI", () => {
  it("are shown", () => {
    const played = feed(allsports, "allsports-1069763");
    played.deliver(vendorFile("allsports/livescore.json.gz"));
    expect(snapshot(played.state).stats).toMatchObject({
      home: { shots: 8, shots_on_target: 4, saves: 1, possession: 45, passes: 186, yellow_cards: 2 },
      away: { shots: 4, shots_on_target: 3, saves: 4, possession: 55, passes: 230, goals: 2 },
    });
  });
});
