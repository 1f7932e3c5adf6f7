import { afterAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { EVENTS, goal, matchId, STATUS, teams, upTo } from "../support/feed.ts";
import { type Journey, journeyThrough } from "../support/journey.ts";
import { onSharedSystem } from "../support/shared-system.ts";
import { type Frame, firstSeen, type Viewer } from "../support/viewer.ts";

let journey: Journey;
onSharedSystem.beforeAll(({ running }) => {
  journey = journeyThrough(running);
});
afterAll(() => journey.close());

/** Sends events in one delivery and resolves once `viewer` has the last of them that public channels see. */
async function play(match: string, types: readonly string[], viewer: Viewer, seq: number): Promise<void> {
  const events = types.map((event_type) => goal(match, { event_type }));
  expect((await journey.send(EVENTS, events)).status).toBe(202);
  await viewer.next((frame) => frame.match_id === match && frame.seq === seq);
  // The frames of an entry share its number; the pushed position is stored after the last of them.
  await eventually(async () => {
    const [row] = await journey.query("select 1 from matches where match_id = $1 and pushed_seq = seq", [
      match,
    ]);
    expect(row).toBeDefined();
  });
}

async function stayer(match: string): Promise<Viewer> {
  const viewer = await journey.viewer(`?match=${match}`);
  await viewer.next(({ type }) => type === "subscribed");
  return viewer;
}

async function returner(match: string, after: number): Promise<{ viewer: Viewer; subscribed: Frame }> {
  const viewer = await journey.viewer();
  const channel = `match:${match}`;
  viewer.send({ action: "subscribe", id: "back", channels: [channel], after_seq: { [channel]: after } });
  return { viewer, subscribed: await viewer.next(({ type }) => type === "subscribed") };
}

/** Resolves once all that was asked before has been answered. */
async function settled(viewer: Viewer): Promise<Frame> {
  const id = `settled-${viewer.frames.length}`;
  viewer.send({ action: "ping", id });
  return viewer.next((frame) => frame.type === "pong" && frame.id === id);
}

/** What is of entries of the log. */
function ofMatch(viewer: Viewer): Frame[] {
  return viewer.frames.filter(({ match_id, type }) => match_id !== undefined && type !== "stats_update");
}

describe("a viewer who was away", () => {
  it("is told all it missed, frame by frame as if it had stayed, and goes on from there", async () => {
    const match = matchId();
    const stayed = await stayer(match);
    await journey.send(STATUS, teams(match));
    await play(match, ["pass", "goal", "card"], stayed, 4);
    await play(match, ["goal", "substitution", "pass", "goal", "shot"], stayed, 9);
    const { viewer, subscribed } = await returner(match, 4);
    expect(subscribed).toMatchObject({ id: "back", recovered: { [`match:${match}`]: true } });
    await viewer.next(({ seq }) => seq === 9);
    await play(match, ["pass", "goal"], stayed, 11);
    for (const one of [viewer, stayed])
      await one.next(({ seq, type }) => seq === 11 && type === "score_update");
    expect(ofMatch(viewer)).toEqual(ofMatch(stayed).filter(({ seq }) => seq > 4));
    expect(viewer.frames[0]).toEqual(subscribed);
  });

  it("and missed nothing is told so, and nothing else", async () => {
    const match = matchId();
    await play(match, ["goal"], await stayer(match), 1);
    const { viewer, subscribed } = await returner(match, 1);
    expect(subscribed).toMatchObject({ recovered: { [`match:${match}`]: true } });
    expect(await settled(viewer)).toMatchObject({ positions: { [`match:${match}`]: 1 } });
    expect(ofMatch(viewer)).toEqual([]);
  });

  it.each<[string, number]>([
    ["too long", 3],
    ["in another world, where the match had gone further", 9_999],
  ])("%s gets the snapshot and no part", async (_, after) => {
    const match = matchId();
    await play(
      match,
      Array.from({ length: 220 }, () => "card"),
      await stayer(match),
      220,
    );
    const { viewer, subscribed } = await returner(match, after);
    expect(subscribed).toMatchObject({ recovered: { [`match:${match}`]: false } });
    await viewer.next(({ type }) => type === "match_update");
    await settled(viewer);
    expect(ofMatch(viewer)).toMatchObject([{ type: "match_update", seq: 220, prev_seq: 220 }]);
  });

  it("while the consumer died keeping what was missed is told all of it, sooner or later", async () => {
    const match = matchId();
    const stayed = await stayer(match);
    await play(match, ["goal"], stayed, 1);
    const call = { service: "dynamodb", operation: "BatchWriteItem", caller: "Consumer" };
    const { happened } = journey.system.interrupt(call, () => journey.system.functions.kill("Consumer"));
    await journey.send(EVENTS, [goal(match), goal(match), goal(match)]);
    await happened;
    const { viewer } = await returner(match, 1);
    // Kept or not yet kept when it asked: what the answer did not have is pushed once the consumer is back.
    await eventually(() => expect(firstSeen(viewer)).toEqual([2, 3, 4]));
  });

  it("does not need Postgres to catch up, nor to look back", async () => {
    const match = matchId();
    await play(match, ["goal", "card", "goal"], await stayer(match), 3);
    await journey.system.postgres.stop();
    try {
      const { viewer, subscribed } = await returner(match, 1);
      expect(subscribed).toMatchObject({ recovered: { [`match:${match}`]: true } });
      viewer.send({ action: "history", channel: `match:${match}` });
      const { frames } = await viewer.next(({ type }) => type === "history");
      expect((frames as Frame[]).map(({ seq }) => seq)).toEqual([1, 1, 2, 3]);
    } finally {
      await journey.system.postgres.start();
    }
  });
});

it("history goes back to the first frame, page by page, and is what was pushed", async () => {
  const match = matchId();
  const stayed = await stayer(match);
  await journey.send(STATUS, teams(match));
  const types = upTo(60).map((n) => (n % 4 === 0 ? "pass" : n % 4 === 1 ? "goal" : "card"));
  await play(match, types, stayed, 60);
  const viewer = await journey.viewer();
  const pages: Frame[][] = [];
  for (let more = true; more; ) {
    const id = `page ${pages.length}`;
    const before_seq = pages[0]?.[0]?.seq;
    viewer.send({ action: "history", id, channel: `match:${match}`, limit: 20, before_seq });
    const page = await viewer.next((frame) => frame.id === id);
    pages.unshift(page.frames as Frame[]);
    more = page.more as boolean;
  }
  expect(pages).toHaveLength(3);
  expect(pages.flat()).toEqual(ofMatch(stayed));
});
