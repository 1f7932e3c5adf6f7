import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { EVENTS, goal, matchId, STATUS, teams } from "../support/feed.ts";
import { type Journey, startJourney } from "../support/journey.ts";
import type { Viewer } from "../support/viewer.ts";

let journey: Journey;
beforeAll(async () => {
  journey = await startJourney();
});
afterAll(() => journey.close());

const MINUTE_MS = 60_000;

/** The row that says when a match in play was last heard of. */
async function rowOf(match: string): Promise<Record<string, unknown> | undefined> {
  const { Items = [] } = await journey.call("dynamodb", "Scan", { TableName: feedsTable() });
  return (Items as Record<string, { S?: string }>[]).find(({ match_id }) => match_id?.S === match);
}

function feedsTable(): string | undefined {
  const tables = journey.system.template.ofType("AWS::DynamoDB::Table");
  return tables.find(({ logicalId }) => logicalId.startsWith("FeedsJournal"))?.ref;
}

/** Makes the match one whose feed was last heard so many minutes ago, wherever that is written. */
async function silence(match: string, minutes: number): Promise<void> {
  const heard = new Date(Date.now() - minutes * MINUTE_MS).toISOString();
  await eventually(async () => expect(await rowOf(match)).toBeDefined());
  const Item = { ...(await rowOf(match)), heard_at: { S: heard } };
  await journey.call("dynamodb", "PutItem", { TableName: feedsTable(), Item });
  await journey.query(
    "update matches set state = jsonb_set(state::jsonb, '{heard,custom}', to_jsonb($2::text))::json where match_id = $1",
    [match, heard],
  );
}

/** The minute is over. */
async function watch(): Promise<void> {
  const functions = journey.system.template.ofType("AWS::Lambda::Function");
  const name = functions.find(({ logicalId }) => logicalId.startsWith("FeedMonitorFunction"))?.ref ?? "";
  expect(await journey.system.functions.invoke(name, {})).not.toHaveProperty("functionError");
}

async function health(token?: string) {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${journey.system.httpUrl}/api/v1/feed/health`, { headers });
  const body = (await response.json()) as { providers: Record<string, Record<string, unknown>> };
  return { status: response.status, body };
}

/** Each notice once: what is pushed again after a try that was cut off comes twice. */
const told = (viewer: Viewer) => [
  ...new Map(viewer.of("feed_status").map(({ seq, data }) => [seq, data])).values(),
];

it("viewers are told when the feed of their match goes silent, worse, and when it is back", async () => {
  const match = matchId();
  const viewer = await journey.viewer(`?match=${match}`);
  await journey.send(STATUS, teams(match, { status: "first_half" }));
  await journey.send(EVENTS, goal(match));
  await viewer.next(({ type }) => type === "score_update");

  await watch();
  await silence(match, 6);
  await watch();
  await watch();
  await viewer.next(({ type }) => type === "feed_status");
  await silence(match, 21);
  await watch();
  await viewer.next(({ data }) => data?.status === "down");
  await journey.send(EVENTS, goal(match, { event_type: "card" }));
  await viewer.next(({ data }) => data?.event_type === "card");

  expect(told(viewer)).toEqual([
    { provider: "custom", status: "stale" },
    { provider: "custom", status: "down" },
    { provider: "custom", status: "healthy" },
  ]);
  // Statistics are told when there is time.
  const frames = viewer.frames
    .filter(({ seq, type }) => seq >= 3 && type !== "stats_update")
    .map(({ type, seq, prev_seq }) => `${type} ${seq} after ${prev_seq}`);
  // What is pushed again after a try that was cut off comes twice.
  expect([...new Set(frames)]).toEqual([
    "feed_status 3 after 2",
    "feed_status 4 after 3",
    "feed_status 5 after 4",
    "match_event 6 after 5",
  ]);

  // Whoever was away is told, too, and so are readers of the log.
  const back = await journey.viewer();
  back.send({ action: "subscribe", channels: [`match:${match}`], after_seq: { [`match:${match}`]: 2 } });
  await back.next(({ seq }) => seq === 6);
  expect(told(back)).toEqual(told(viewer));
  const { body } = await journey.get(`/api/v1/matches/${match}/events?after_seq=2`);
  const { events } = body as { events: { kind: string; data: Record<string, unknown> }[] };
  expect(events.map(({ kind, data }) => [kind, data.status])).toEqual([
    ["feed", "stale"],
    ["feed", "down"],
    ["feed", "healthy"],
    ["event", undefined],
  ]);
});

it("a match that is over has no feed that could be silent", async () => {
  const match = matchId();
  const viewer = await journey.viewer(`?match=${match}`);
  await journey.send(STATUS, teams(match, { status: "second_half" }));
  await silence(match, 30);
  await journey.send(STATUS, { match_id: match, status: "finished" });
  await viewer.next(({ data }) => data?.status === "finished");
  await eventually(async () => expect(await rowOf(match)).toBeUndefined());
  await watch();
  await journey.send(EVENTS, goal(match, { event_type: "card" }));
  await viewer.next(({ type }) => type === "match_event");
  expect(told(viewer)).toEqual([]);
});

describe("operators", () => {
  it("see what came of what each provider sent", async () => {
    const match = matchId();
    const token = await journey.system.issueToken({ scope: "touchline:read" });
    const before = (await health(token)).body.providers.custom ?? {};
    const sent = goal(match);
    await journey.send(EVENTS, [sent, goal(match)]);
    await journey.send(EVENTS, sent);
    await journey.send(EVENTS, "{");
    await eventually(async () => {
      const { status, body } = await health(token);
      const { custom = {}, opta } = body.providers;
      const more = (name: string) => Number(custom[name]) - Number(before[name]);
      expect(status).toBe(200);
      expect([more("events_processed"), more("events_failed")]).toEqual([2, 1]);
      // A delivery that the stream took although it did not say so in time is one more duplicate.
      expect(more("events_duplicate")).toBeGreaterThanOrEqual(1);
      expect(more("events_received")).toBe(3 + more("events_duplicate"));
      expect(custom).toMatchObject({ status: "healthy", average_latency_ms: expect.any(Number) });
      expect(Date.now() - Date.parse(String(custom.last_event_time))).toBeLessThan(MINUTE_MS);
      expect(opta).toMatchObject({ status: "healthy", events_received: 0, last_event_time: null });
    });
  });

  it("and nobody else", async () => {
    expect((await health()).status).toBe(401);
    const viewer = await journey.system.issueToken({ scope: "touchline:private" });
    expect((await health(viewer)).status).toBe(403);
  });
});

it("how many watch a match is told with it", async () => {
  const match = matchId();
  const viewers = await Promise.all([1, 2, 3].map(() => journey.viewer(`?match=${match}`)));
  await Promise.all(viewers.map((viewer) => viewer.next(({ type }) => type === "subscribed")));
  await journey.send(EVENTS, goal(match));
  await eventually(async () => {
    expect((await journey.get(`/api/v1/matches/${match}`)).body).toMatchObject({ viewers: 3 });
  });
});
