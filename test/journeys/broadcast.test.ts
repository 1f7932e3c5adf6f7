import { afterAll, describe, expect, it } from "vitest";
import { EVENTS, goal, matchId, STATUS, teams, upTo } from "../support/feed.ts";
import { type Journey, journeyThrough } from "../support/journey.ts";
import { onSharedSystem } from "../support/shared-system.ts";
import type { Frame, Viewer } from "../support/viewer.ts";

let journey: Journey;
onSharedSystem.beforeAll(({ running }) => {
  journey = journeyThrough(running);
});
afterAll(() => journey.close());

const VIEWERS = 24;

function table(logicalId: string): string {
  const tables = journey.system.template.ofType("AWS::DynamoDB::Table");
  const found = tables.find((one) => one.logicalId.startsWith(logicalId));
  if (!found) throw new Error(`no table ${logicalId}`);
  return found.ref;
}

/** Viewers of a match, whose channel seems to have as many as `estimate` says. */
async function crowd(estimate: number): Promise<{ match: string; viewers: Viewer[] }> {
  const match = matchId();
  const first = await watching(match);
  await seem(match, estimate);
  // They come after the channel was found to be large, and so are spread over ever more keys.
  const others = await Promise.all(upTo(VIEWERS - 1).map(() => watching(match)));
  return { match, viewers: [first, ...others] };
}

async function watching(match: string): Promise<Viewer> {
  const viewer = await journey.viewer(`?match=${match}`);
  await viewer.next(({ type }) => type === "subscribed");
  return viewer;
}

/** What the directory of channels would say, had there been so many. */
async function seem(match: string, viewers: number): Promise<void> {
  await journey.call("dynamodb", "UpdateItem", {
    TableName: table("LiveSocketsAudienceSubscriptions"),
    Key: { pk: { S: `match:${match}` }, sk: { S: "#shards" } },
    UpdateExpression: "SET joined = :viewers",
    ExpressionAttributeValues: { ":viewers": { N: String(viewers) } },
  });
}

/** Posts that were taken from the budget so far. */
async function counted(): Promise<number> {
  const { Items } = await journey.call("dynamodb", "Scan", { TableName: table("PostBudgetCounters") });
  return (Items as { posts: { N: string } }[]).reduce((sum, { posts }) => sum + Number(posts.N), 0);
}

/** The events a viewer was told, without those it had already: delivery is at least once. */
async function events(viewer: Viewer, match: string, last: number): Promise<number[]> {
  const isMine = (frame: Frame) => frame.type === "match_event" && frame.match_id === match;
  await viewer.next((frame) => isMine(frame) && frame.seq === last);
  return [...new Set(viewer.frames.filter(isMine).map(({ seq }) => seq))];
}

describe("a large audience", () => {
  it.each([3_000, 9_000, 100_000])(
    "of %i is served by broadcasters: every frame, in order",
    async (estimate) => {
      const { match, viewers } = await crowd(estimate);
      const before = await counted();
      for (const _ of upTo(3)) await journey.send(EVENTS, goal(match));
      for (const viewer of viewers) expect(await events(viewer, match, 3)).toEqual(upTo(3));
      // The consumer does not count so few: these were posted by broadcasters, which count all.
      expect((await counted()) - before).toBeGreaterThanOrEqual(3 * VIEWERS);
    },
  );

  it("and a small one at the same time are each told of their match, and who is on both of both", async () => {
    const { match: large, viewers } = await crowd(9_000);
    const small = matchId();
    const both = await journey.viewer();
    both.send({ action: "subscribe", channels: [`match:${large}`, `match:${small}`, "team:10"] });
    await both.next(({ type }) => type === "subscribed");
    await journey.send(STATUS, [
      teams(large, { status: "first_half" }),
      teams(small, { status: "first_half" }),
    ]);
    await journey.send(EVENTS, [goal(large), goal(small), goal(large), goal(small)]);
    for (const viewer of [...viewers, both]) expect(await events(viewer, large, 3)).toEqual([2, 3]);
    expect(await events(both, small, 3)).toEqual([2, 3]);
  });

  it("that shrinks in between is told everything by either", async () => {
    const { match, viewers } = await crowd(9_000);
    for (const sent of upTo(6)) {
      await journey.send(EVENTS, goal(match));
      await seem(match, sent % 2 === 0 ? 9_000 : VIEWERS);
    }
    for (const viewer of viewers) expect(await events(viewer, match, 6)).toEqual(upTo(6));
  });

  it("loses nothing by a broadcaster that dies", async () => {
    const { match, viewers } = await crowd(9_000);
    const kill = () => journey.system.functions.kill("Broadcaster");
    const post = { service: "execute-api", operation: "POST", nth: 5, caller: "Broadcaster" };
    const { happened } = journey.system.interrupt(post, kill);
    await journey.send(EVENTS, [goal(match), goal(match)]);
    await happened;
    await journey.send(EVENTS, goal(match));
    for (const viewer of viewers) expect(await events(viewer, match, 3)).toEqual(upTo(3));
  });
});
