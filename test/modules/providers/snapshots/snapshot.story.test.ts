import { describe, expect, it } from "vitest";
import { allsports } from "../../../../modules/providers/allsports/allsports.ts";
import * as allsportsBody from "../allsports/allsports-bodies.ts";
import { feed, said } from "../reduced-feed.ts";
import { type Happened, VENDORS } from "./vendors.ts";

const GOAL: Happened = { kind: "goal", side: "home", minute: 30, player: 1 };
const CARD: Happened = { kind: "yellow", side: "away", minute: 20, player: 2 };
const NIL = { home: 0, away: 0 };
const ONE = { home: 1, away: 0 };

describe.each(VENDORS)("the story of a match as %s tells it", (_, { provider, matchId, body, error }) => {
  /** What each of the bodies, polled a quarter of a minute apart, adds to the log. */
  const story = (...bodies: unknown[]) => {
    const match = feed(provider, matchId);
    return bodies.map((one, poll) =>
      said(
        match.deliver(one, { received_at: new Date(Date.UTC(2024, 4, 4, 16, 0, poll * 15)).toISOString() }),
      ),
    );
  };
  const player = (id: number) => expect.stringMatching(new RegExp(` ${id}( |$)`));

  it("a goal, an error, a goal taken back and given again", () => {
    const [, scored, failed, still, cancelled, again] = story(
      body([CARD], NIL),
      body([CARD, GOAL], ONE),
      error,
      body([CARD, GOAL], ONE),
      body([CARD], NIL),
      body([CARD, GOAL], ONE),
    );
    expect(scored).toEqual(["create 30' goal 1 1-0 (goal)"]);
    expect([failed, still]).toEqual([[], []]);
    expect(cancelled).toEqual(["void 30' goal 1 0-0 (void)"]);
    expect(again).toEqual(["update 30' goal 1 1-0 (goal)"]);
  });

  it("a goal that is in the score before it is in the list is counted once", () => {
    const [, score, list] = story(body([CARD], NIL), body([CARD], ONE), body([CARD, GOAL], ONE));
    expect(score).toEqual(["report 1-0 (correction)"]);
    expect(list).toEqual(["create 30' goal 1"]);
  });

  it("a goal that is in the list before it is in the score is counted once", () => {
    const [, list, score] = story(body([CARD], NIL), body([CARD, GOAL], NIL), body([CARD, GOAL], ONE));
    expect(list).toEqual(["create 30' goal 1"]);
    expect(score).toEqual(["report 1-0 (correction)"]);
  });

  it("a goal that leaves the score first and the list later is taken back once", () => {
    const [, , score, list] = story(
      body([CARD], NIL),
      body([CARD, GOAL], ONE),
      body([CARD, GOAL], NIL),
      body([CARD], NIL),
    );
    expect(score).toEqual(["report 0-0 (correction)"]);
    expect(list).toEqual(["void 30' goal 1"]);
  });

  it("a goal that leaves the list while the score keeps it stays, and so does everything if the list is lost", () => {
    const [, , lost, empty] = story(
      body([CARD], NIL),
      body([CARD, GOAL], ONE),
      body([CARD], ONE),
      body([], ONE),
    );
    expect([lost, empty]).toEqual([[], []]);
  });

  it("a card that turns out to be another one's is corrected", () => {
    const [, corrected] = story(body([CARD], NIL), body([{ ...CARD, player: 3 }], NIL));
    expect(corrected).toEqual([player(3)]);
  });
});

it("a goal of this very minute that AllSportsAPI has in the score first is counted once", () => {
  const match = feed(allsports, "allsports-5001");
  const body = (goalscorers: unknown[]) => [
    allsportsBody.match("1 - 0", { event_status: "30", goalscorers }),
  ];
  match.deliver(body([]), { received_at: "2024-05-04T16:00:00.000Z" });
  const list = match.deliver(body([allsportsBody.goal("30", "home", "1 - 0")]), {
    received_at: "2024-05-04T16:00:15.000Z",
  });
  expect(said(list)).toEqual(["create 30' goal 9"]);
});
