import { describe, expect, it } from "vitest";
import { snapshot } from "../../../../modules/match/state.ts";
import { footballData } from "../../../../modules/providers/football-data/football-data.ts";
import { feed, hasVendorData, vendorFile } from "../reduced-feed.ts";
import { AWAY, HOME, match, unfolded } from "./football-data-bodies.ts";

const MATCH = "football-data-5001";
const home = { corner_kicks: 4, ball_possession: 41, shots: 8, shots_on_goal: 3, throw_ins: 12 };
const away = { fouls: 10, ball_possession: 59, shots: 4, yellow_cards: 3, yellow_red_cards: 1, red_cards: 0 };
const teams = { homeTeam: { ...HOME, statistics: home }, awayTeam: { ...AWAY, statistics: away } };

describe("the statistics of Football-Data.org", () => {
  it.each([
    ["unfolded", unfolded([0, 0], teams)],
    ["without lists", match([0, 0], teams)],
  ])("are the vendor's own where it has them: %s", (_, body) => {
    const played = feed(footballData, MATCH);
    played.deliver(body);
    expect(snapshot(played.state).stats).toMatchObject({
      home: { corners: 4, possession: 41, shots: 8, shots_on_target: 3, yellow_cards: 0 },
      away: { fouls: 10, possession: 59, shots: 4, saves: 3, yellow_cards: 3, second_yellow_cards: 1 },
    });
    expect(played.deliver(body)).toEqual([]);
  });

  it("are not there in plans without them", () => {
    const played = feed(footballData, MATCH);
    played.deliver(unfolded([0, 0], { homeTeam: { ...HOME, statistics: [] } }));
    expect(played.state.given_stats).toBeUndefined();
  });
});

describe.skipIf(!hasVendorData("football-data"))("real statistics of Football-Data.org", () => {
  it("are shown, and agree with the bookings", () => {
    const played = feed(footballData, "football-data-330299");
    played.deliver(vendorFile("football-data/match-unfolded.json"));
    expect(snapshot(played.state).stats).toMatchObject({
      home: { shots: 8, shots_on_target: 3, saves: 1, possession: 41, corners: 4, fouls: 16 },
      away: { shots: 4, shots_on_target: 2, saves: 2, possession: 59, corners: 8, fouls: 10 },
    });
    const given = Object.values(played.state.given_stats ?? {});
    expect(given.map(({ beyond }) => beyond.yellow_cards)).toEqual([0, 0]);
  });
});
