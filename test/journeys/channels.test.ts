import { afterAll, describe, expect, it } from "vitest";
import type { Frame as AnyFrame } from "../../modules/match/dialects/frame.ts";
import { type Dialect, inDialect } from "../../modules/match/dialects/index.ts";
import { EVENTS, goal, matchId, STATUS, teams } from "../support/feed.ts";
import { type Journey, journeyThrough } from "../support/journey.ts";
import { playRecorded } from "../support/recorded.ts";
import { onSharedSystem } from "../support/shared-system.ts";
import type { Frame, Viewer } from "../support/viewer.ts";

let journey: Journey;
onSharedSystem.beforeAll(({ running }) => {
  journey = journeyThrough(running);
});
afterAll(() => journey.close());

function event(match_id: string, event_type: string, fields: Record<string, unknown> = {}) {
  return { ...goal(match_id), event_type, ...fields };
}

/** A match in play, announced. */
async function matchInPlay(): Promise<string> {
  const match = matchId();
  const viewer = await journey.viewer(`?match=${match}`);
  await viewer.next(({ type }) => type === "subscribed");
  await journey.send(STATUS, teams(match, { status: "first_half" }));
  await viewer.next(({ seq }) => seq === 1);
  viewer.close();
  return match;
}

async function on(
  channels: readonly string[],
  more: Record<string, unknown> = {},
  query = "",
): Promise<Viewer> {
  const viewer = await journey.viewer(query);
  viewer.send({ action: "subscribe", id: "on", channels, ...more });
  await viewer.next(({ id }) => id === "on");
  return viewer;
}

/** Ends a test's match: whoever has this has all that came before. */
function whistle(match: string) {
  return journey.send(STATUS, { match_id: match, status: "half_time" });
}

function isWhistle({ type, data }: Frame): boolean {
  return type === "match_status" && data.status === "half_time";
}

function eventsOf(viewer: Viewer): [seq: number, type: unknown][] {
  return viewer.of("match_event").map(({ seq, data }) => [seq, data.event_type]);
}

describe("a viewer", () => {
  it("hears of a match by every name of its channels, and once by all of them", async () => {
    const match = await matchInPlay();
    const league = `league-${match}`;
    const names = [
      `match:${match}`,
      `league:${league}`,
      "team:10",
      "team:11",
      "live:all",
      "all",
      "sports.football",
      `sports.football.leagues.${league}`,
      `sports.football.leagues.${league}.matches.${match}`,
      `sports.football.leagues.another.matches.${match}`,
      "sports.football.teams.10",
    ];
    const viewers = await Promise.all([...names.map((name) => on([name])), on(names)]);
    await journey.send(EVENTS, goal(match));
    await whistle(match);
    for (const viewer of viewers) {
      await viewer.next((frame) => frame.match_id === match && isWhistle(frame));
      const told = viewer.frames.filter(({ match_id, seq }) => match_id === match && seq > 1);
      const pushed = told.filter(({ type }) => type !== "stats_update");
      expect(pushed.map(({ type, seq, prev_seq, channel }) => [type, seq, prev_seq, channel])).toEqual([
        ["match_event", 2, 1, `match:${match}`],
        ["score_update", 2, 1, `match:${match}`],
        ["match_status", 3, 2, `match:${match}`],
      ]);
    }
  });

  it("gets the events it asked for, of each channel, and whatever is no event", async () => {
    const match = await matchInPlay();
    const cards = await on([`match:${match}`], { filter: { types: ["card"] } });
    const both = await on([`match:${match}`], { filter: { types: ["card"] } });
    both.send({ action: "subscribe", id: "more", channels: ["team:10"], filter: { types: ["shot"] } });
    await both.next(({ id }) => id === "more");
    const all = await on([`match:${match}`]);
    const types = ["goal", "card", "shot", "var"];
    await journey.send(
      EVENTS,
      types.map((type) => event(match, type)),
    );
    await whistle(match);
    for (const viewer of [cards, both, all]) {
      await viewer.next(isWhistle);
      expect(viewer.of("score_update")).toMatchObject([{ seq: 2, state: { home_score: 1 } }]);
    }
    expect(eventsOf(cards)).toEqual([[3, "card"]]);
    expect(eventsOf(both)).toEqual([
      [3, "card"],
      [4, "shot"],
    ]);
    expect(eventsOf(all).map(([, type]) => type)).toEqual(types);
  });

  it("gets what is there together as one, if it wants to", async () => {
    const match = await matchInPlay();
    const apart = await on([`match:${match}`]);
    const together = await journey.viewer(`?match=${match}&batch=1`);
    const framesOf = (viewer: Viewer) =>
      viewer.frames.flatMap((frame) => (frame.type === "batch" ? (frame.frames as Frame[]) : [frame]));
    const has = (viewer: Viewer, type: string) => framesOf(viewer).some((frame) => frame.type === type);
    await together.next(() => has(together, "match_update"));
    await journey.send(
      EVENTS,
      Array.from({ length: 40 }, () => event(match, "shot")),
    );
    await whistle(match);
    await apart.next(isWhistle);
    await together.next(() => has(together, "match_status"));
    const pushed = (viewer: Viewer) =>
      framesOf(viewer).filter(({ type, seq, prev_seq }) => type.startsWith("match_") && seq !== prev_seq);
    expect(pushed(together)).toEqual(pushed(apart));
    expect(pushed(together)).toHaveLength(41);
    expect(together.frames.length).toBeLessThan(15);
  });
});

describe("a recorded match", () => {
  it("is told whole in every dialect", async () => {
    const match = matchId();
    const saying = (dialect: Dialect) => journey.viewer(`?match=${match}&dialect=${dialect}`);
    const [touchline, flat, laravel] = await Promise.all([
      saying("touchline"),
      saying("flat"),
      saying("laravel"),
    ]);
    await touchline.next(({ type }) => type === "subscribed");
    await flat.next(({ type }) => type === "SUBSCRIBED");
    await laravel.next(({ event: name }) => name === "subscribed");

    await playRecorded(journey, match);
    await touchline.next(({ data }) => data?.status === "finished");
    await flat.next(({ type }) => type === "MATCH_ENDED");
    await laravel.next(({ data }) => data?.new_status === "finished");

    const inWordsOf = (dialect: Dialect) =>
      touchline.frames
        .filter(({ match_id }) => match_id === match)
        .flatMap((frame) => inDialect(frame as unknown as AnyFrame, dialect) ?? []);
    expect(flat.frames.slice(1)).toEqual(inWordsOf("flat"));
    expect(laravel.frames.slice(1)).toEqual(inWordsOf("laravel"));

    const count = (type: string) => flat.of(type).length;
    const counts = ["MATCH_STARTED", "GOAL_SCORED", "CARD_ISSUED", "SUBSTITUTION", "MATCH_ENDED"].map(count);
    expect(counts).toEqual([1, 6, 7, 13, 1]);
    expect(flat.of("SCORE_UPDATE").map(({ score }) => score)).toEqual([
      "1-0",
      "2-0",
      "2-1",
      "2-2",
      "3-2",
      "3-3",
    ]);
    expect(flat.of("MATCH_ENDED")[0]).toMatchObject({
      home_team: "Argentina",
      away_team: "France",
      final_score: "3-3",
      halftime_score: "2-0",
    });
    const goals = laravel.frames.filter(({ data }) => data.event_type === "goal");
    expect(goals.map(({ data }) => [data.home_score, data.away_score])).toEqual([
      [1, 0],
      [2, 0],
      [2, 1],
      [2, 2],
      [3, 2],
      [3, 3],
    ]);
    const stats = touchline.of("stats_update").at(-1)?.data as Record<"home" | "away", { goals: number }>;
    expect([stats.home.goals, stats.away.goals]).toEqual([3, 3]);
  });
});

describe("private and presence channels", () => {
  it("tell everything, to who is on public ones as well, and once", async () => {
    const match = await matchInPlay();
    const token = await journey.system.issueToken({ user: "u1", name: "Ada", scope: "touchline:private" });
    const name = `match:${match}`;
    const query = `?token=${token}`;
    const known = await Promise.all([
      on([`private-${name}`], {}, query),
      on([`presence-${name}`], {}, query),
      on([name, `presence-${name}`, "private-all", "all"], {}, query),
      on([`private-sports.football.leagues.any.matches.${match}`], {}, query),
    ]);
    const stranger = await on([name]);
    const types = ["pass", "goal", "pass", "foul", "card"];
    await journey.send(
      EVENTS,
      types.map((type) => event(match, type)),
    );
    await whistle(match);
    for (const viewer of known) {
      await viewer.next((frame) => frame.match_id === match && isWhistle(frame));
      const told = viewer.of("match_event").filter(({ match_id }) => match_id === match);
      expect(
        told.map(({ seq, prev_seq, channel, data }) => [data.event_type, seq, prev_seq, channel]),
      ).toEqual(types.map((type, index) => [type, index + 2, index + 1, `private-${name}`]));
    }
    await stranger.next(isWhistle);
    expect(stranger.of("match_event").map(({ seq, prev_seq }) => [seq, prev_seq])).toEqual([
      [3, 1],
      [6, 3],
    ]);
    expect(stranger.of("match_status").at(-1)).toMatchObject({ seq: 7, prev_seq: 6 });
  });
});
