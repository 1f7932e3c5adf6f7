import { describe, expect, it } from "vitest";
import { snapshot } from "../../../../modules/match/state.ts";
import { sportradar } from "../../../../modules/providers/sportradar/sportradar.ts";
import { feed, hasVendorData, vendorFile } from "../reduced-feed.ts";
import { entry, MATCH_ID, status, timeline } from "./sportradar-bodies.ts";

const totals = (home: unknown, away: unknown) => ({
  statistics: {
    totals: {
      competitors: [
        { id: "sr:competitor:11", qualifier: "away", statistics: away },
        { id: "sr:competitor:10", qualifier: "home", statistics: home },
      ],
    },
  },
});
const body = timeline(
  [entry(1, "shot_off_target", "12")],
  status("1st_half", [0, 0]),
  totals(
    { ball_possession: 48, shots_total: 9, shots_on_target: 5, yellow_cards: 3, yellow_red_cards: 1 },
    { ball_possession: 52, shots_total: 5, corner_kicks: 2, throw_ins: 12 },
  ),
);

describe("the statistics of Sportradar", () => {
  it("are the vendor's own totals where it has them", () => {
    const match = feed(sportradar, MATCH_ID);
    match.deliver(body);
    expect(snapshot(match.state).stats).toMatchObject({
      home: { shots: 9, shots_on_target: 5, possession: 48, yellow_cards: 3, second_yellow_cards: 1 },
      away: { shots: 5, possession: 52, corners: 2, saves: 5 },
    });
    expect(match.deliver(body)).toEqual([]);
  });

  it("go on with what is counted until there are others", () => {
    const match = feed(sportradar, MATCH_ID);
    match.deliver(body);
    const off = [entry(1, "shot_off_target", "12"), entry(2, "shot_off_target", "21")];
    match.deliver(timeline(off, status("1st_half", [0, 0])));
    expect(snapshot(match.state).stats.home.shots).toBe(10);
  });

  it.each([undefined, null, 7, { totals: [] }, totals(null, [])])(
    "that are malformed are ignored: %j",
    (odd) => {
      const match = feed(sportradar, MATCH_ID);
      match.deliver(
        timeline([entry(1, "shot_off_target", "12")], status("1st_half", [0, 0]), { statistics: odd }),
      );
      expect(match.state.given_stats).toBeUndefined();
      expect(snapshot(match.state).stats.home.shots).toBe(1);
    },
  );
});

describe.skipIf(!hasVendorData("sportradar"))("real totals of Sportradar", () => {
  it("are shown, and agree with what is counted of the cards and substitutions", () => {
    const match = feed(sportradar, "sportradar-sr:sport_event:41763009");
    match.deliver(vendorFile("sportradar/timeline.json.gz"));
    expect(snapshot(match.state).stats).toMatchObject({
      home: { shots: 9, shots_on_target: 5, saves: 2, possession: 48, fouls: 9 },
      away: { shots: 5, shots_on_target: 3, saves: 3, possession: 52, fouls: 11 },
    });
    const given = Object.values(match.state.given_stats ?? {});
    expect(given.map(({ beyond }) => [beyond.yellow_cards, beyond.second_yellow_cards])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(given.map(({ beyond }) => beyond.substitutions)).toEqual([0, 0]);
  });
});
