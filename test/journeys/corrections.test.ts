import { afterAll, describe, expect, it } from "vitest";
import { type Happened, VENDORS } from "../modules/providers/snapshots/vendors.ts";
import { EVENTS, goal, matchId, STATUS, teams } from "../support/feed.ts";
import { type Journey, journeyThrough } from "../support/journey.ts";
import { onSharedSystem } from "../support/shared-system.ts";
import type { Frame, Viewer } from "../support/viewer.ts";

let journey: Journey;
onSharedSystem.beforeAll(({ running }) => {
  journey = journeyThrough(running);
});
afterAll(() => journey.close());

/** A match in its first half, and one who watches it. */
async function kickedOff(): Promise<{ match: string; viewer: Viewer }> {
  const match = matchId();
  const viewer = await journey.viewer(`?match=${match}`);
  await journey.send(STATUS, teams(match, { status: "first_half" }));
  await viewer.next(({ type }) => type === "match_update");
  return { match, viewer };
}

/** Sends, and resolves with what the viewer was told of it, once the last entry, number `seq`, has come. */
async function told(viewer: Viewer, seq: number, path: string, body: unknown): Promise<string[]> {
  const before = viewer.frames.length;
  expect((await journey.send(path, body)).status).toBe(202);
  return (await upTo(viewer, seq)).slice(before).flatMap(line);
}

/** All frames once those of entry `seq` are there: the answer to a later ping comes after them. */
async function upTo(viewer: Viewer, seq: number): Promise<readonly Frame[]> {
  await viewer.next((frame) => frame.seq === seq);
  const id = `after ${seq} ${viewer.frames.length}`;
  viewer.send({ action: "ping", id });
  await viewer.next((frame) => frame.id === id);
  return viewer.frames;
}

/** A frame as a commentator would say it. */
function line({ type, data, state }: Frame): string[] {
  const score = `${state?.home_score}-${state?.away_score}`;
  if (type === "match_event") {
    const what = [data.event_type, data.detail].filter(Boolean).join(":");
    return [`${data.operation} ${data.minute}' ${what} ${data.player_id ?? "?"} at ${score}`];
  }
  if (type === "score_update") {
    return [`${data.reason}: ${data.home_team_score}-${data.away_team_score}`];
  }
  return [];
}

async function stateOf(match: string) {
  const { body } = await journey.get(`/api/v1/matches/${match}`);
  const { home_score, away_score, stats } = body as {
    home_score: number;
    away_score: number;
    stats: { home: Record<string, number> };
  };
  const { goals, yellow_cards, second_yellow_cards, red_cards } = stats.home;
  return { score: [home_score, away_score], goals, cards: [yellow_cards, second_yellow_cards, red_cards] };
}

const early = { occurred_at: "2024-11-20T10:00:00.000Z" };

describe("a correction ends in an explicit frame and the right state", () => {
  it("a cancelled goal", async () => {
    const { match, viewer } = await kickedOff();
    const scored = goal(match, { player_id: "9", detail: "open_play", ...early });
    const review = goal(match, { event_type: "var", detail: "goal_cancelled", minute: 14 });
    expect(await told(viewer, 2, EVENTS, scored)).toEqual([
      "create 12' goal:open_play 9 at 1-0",
      "goal: 1-0",
    ]);
    expect(await told(viewer, 4, EVENTS, [review, { ...scored, operation: "void" }])).toEqual([
      "create 14' var:goal_cancelled ? at 1-0",
      "void 12' goal:open_play 9 at 0-0",
      "void: 0-0",
    ]);
    expect(await stateOf(match)).toMatchObject({ score: [0, 0], goals: 0 });
  });

  it("a VAR review that confirms", async () => {
    const { match, viewer } = await kickedOff();
    const review = { event_id: `${match}-var`, event_type: "var", minute: 13 };
    await told(viewer, 2, EVENTS, goal(match, { player_id: "9" }));
    expect(await told(viewer, 3, EVENTS, goal(match, { ...review, detail: "under_review" }))).toEqual([
      "create 13' var:under_review ? at 1-0",
    ]);
    const confirmed = goal(match, { ...review, detail: "goal_confirmed", operation: "update" });
    expect(await told(viewer, 4, EVENTS, confirmed)).toEqual(["update 13' var:goal_confirmed ? at 1-0"]);
    expect(await stateOf(match)).toMatchObject({ score: [1, 0], goals: 1 });
  });

  it("an upgraded card, and one that is rescinded", async () => {
    const { match, viewer } = await kickedOff();
    const card = (id: string, detail: string, fields = {}) =>
      goal(match, { event_id: `${match}-${id}`, event_type: "card", detail, player_id: id, ...fields });
    await told(viewer, 3, EVENTS, [card("4", "yellow"), card("5", "red")]);
    expect(await stateOf(match)).toMatchObject({ cards: [1, 0, 1] });
    expect(await told(viewer, 4, EVENTS, card("4", "red", { operation: "update" }))).toEqual([
      "update 12' card:red 4 at 0-0",
    ]);
    expect(await stateOf(match)).toMatchObject({ cards: [0, 0, 2] });
    expect(await told(viewer, 5, EVENTS, card("5", "red", { operation: "void" }))).toEqual([
      "void 12' card:red 5 at 0-0",
    ]);
    expect(await stateOf(match)).toMatchObject({ cards: [0, 0, 1] });
  });

  it("a goal moved to another scorer, and then to the other team, whose own goal it was not", async () => {
    const { match, viewer } = await kickedOff();
    const scored = goal(match, { player_id: "9" });
    await told(viewer, 2, EVENTS, scored);
    const moved = { ...scored, operation: "update", player_id: "11" };
    expect(await told(viewer, 3, EVENTS, moved)).toEqual(["update 12' goal 11 at 1-0"]);
    expect(await stateOf(match)).toMatchObject({ score: [1, 0], goals: 1 });
    expect(await told(viewer, 4, EVENTS, { ...moved, team_id: "11", player_id: "3" })).toEqual([
      "update 12' goal 3 at 0-1",
      "correction: 0-1",
    ]);
    expect(await stateOf(match)).toMatchObject({ score: [0, 1], goals: 0 });
  });

  it("a score rolled back without any event, which the vendor's own is", async () => {
    const { match, viewer } = await kickedOff();
    await told(viewer, 2, EVENTS, goal(match, early));
    const rolledBack = { match_id: match, home_score: 0, away_score: 0 };
    expect(await told(viewer, 3, STATUS, rolledBack)).toEqual(["correction: 0-0"]);
    // The goal still stands among the events: the score shown is the vendor's.
    expect(await stateOf(match)).toMatchObject({ score: [0, 0], goals: 1 });
  });
});

const GOAL: Happened = { kind: "goal", side: "home", minute: 30, player: undefined };
const CARD: Happened = { kind: "yellow", side: "away", minute: 20, player: 2 };
const NIL = { home: 0, away: 0 };
const ONE = { home: 1, away: 0 };

describe.each(VENDORS)("lists of %s, one after the other", (_, { matchId: match, body, error }) => {
  it("tell viewers what a commentator would say, and no more", async () => {
    const viewer = await journey.viewer(`?match=${match}`);
    const send = (one: unknown) => journey.send(`/webhooks/${match.replace(/-5001$/, "")}`, one);
    const named = { ...GOAL, player: 1 };
    const lists: [unknown, number][] = [
      [body([CARD], NIL), 202],
      [body([CARD, GOAL], ONE), 202],
      [body([CARD, named], ONE), 202],
      [error, 400],
      [body([CARD, { ...named, minute: 31 }], ONE), 202],
      [body([CARD, { ...named, minute: 31 }], ONE), 202],
      [body([CARD], NIL), 202],
      [body([], NIL), 202],
      [body([CARD], NIL), 202],
      [body([CARD, { ...named, minute: 31 }], ONE), 202],
    ];
    for (const [list, status] of lists) expect((await send(list)).status).toBe(status);
    await viewer.next(({ seq, type }) => seq === 10 && type === "score_update");
    const said = viewer.frames
      .flatMap(line)
      // Whom the vendor calls by a name alone has no id; goals and cards have their own words each.
      .map((words) => words.replace(/ \S+ at/, " at").replace(/:(yellow|open_play)/, ""));
    expect(said).toEqual([
      "create 20' card at 0-0",
      "create 30' goal at 1-0",
      "goal: 1-0",
      "update 30' goal at 1-0",
      "update 31' goal at 1-0",
      "void 31' goal at 0-0",
      "void: 0-0",
      "void 20' card at 0-0",
      "update 20' card at 0-0",
      // It came in without its scorer: given again, by name, it is another one.
      "create 31' goal at 1-0",
      "goal: 1-0",
    ]);
  });
});
