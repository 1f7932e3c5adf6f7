import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { internalStreamRecords } from "../../modules/ingest/internal-records.ts";
import { externalKey } from "../../modules/ports/ids.ts";
import type { ProviderId } from "../../modules/providers/ids.ts";
import { adapterOf } from "../../modules/providers/index.ts";
import * as apiFootball from "../modules/providers/api-football/api-football-bodies.ts";
import * as sportradar from "../modules/providers/sportradar/sportradar-bodies.ts";
import { eventually } from "../support/eventually.ts";
import { EVENTS, goal, matchId } from "../support/feed.ts";
import { type Journey, journeyThrough } from "../support/journey.ts";
import { onSharedSystem } from "../support/shared-system.ts";
import type { Viewer } from "../support/viewer.ts";

let journey: Journey;
let token: string;
onSharedSystem.beforeAll(async ({ running }) => {
  journey = journeyThrough(running);
  token = await journey.system.issueToken({ user: "operator", scope: "touchline:write" });
});
afterAll(() => journey.close());

async function call(method: string, path: string, body?: object, bearer = token) {
  const response = await fetch(journey.system.httpUrl + path, {
    method,
    headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

function map(provider: ProviderId, external: string, id: string, priority?: number) {
  const path = `/api/v1/ids/${provider}/match/${external}`;
  return call("PUT", path, { id, ...(priority === undefined ? {} : { priority }) });
}

/** Events of a match as a viewer saw them: operation, minute, score. */
function seen(viewer: Viewer): string[] {
  return viewer.of("match_event").map(({ data, state }) => {
    const { operation, event_type, minute } = data as Record<string, unknown>;
    const { home_score, away_score } = state as Record<string, unknown>;
    return `${operation} ${event_type} ${minute}' ${home_score}-${away_score}`;
  });
}

describe("two providers' matches mapped to one", () => {
  /** What a provider sent two minutes ago, and the stream has had since. */
  async function sentEarlier(provider: ProviderId, body: unknown, lines: Record<string, string>) {
    const received_at = new Date(Date.now() - 120_000).toISOString();
    const delivery = { received_at, request_id: randomUUID() };
    const decoded = adapterOf(provider).decode(JSON.stringify(body), "native", delivery);
    if (decoded.outcome !== "items") throw new Error(JSON.stringify(decoded));
    const mapped = new Map(Object.entries(lines).map(([key, id]) => [key, { id }]));
    const records = await internalStreamRecords(decoded.items, received_at, { lookup: async () => mapped });
    const [stream] = journey.system.template.ofType("AWS::Kinesis::Stream");
    for (const record of records) {
      await journey.call("kinesis", "PutRecord", {
        StreamName: stream?.ref,
        PartitionKey: record.match_id,
        Data: Buffer.from(JSON.stringify(record)).toString("base64"),
      });
    }
  }

  it("are feeds of one match: when the first falls silent the second goes on, and no goal counts twice", async () => {
    const match = matchId();
    const fixture = Math.floor(Math.random() * 1e9);
    const event = Math.floor(Math.random() * 1e9);
    const urn = `sr:sport_event:${event}`;
    expect(await map("api-football", String(fixture), match)).toMatchObject({ status: 200 });
    expect(await map("sportradar", urn, match)).toMatchObject({ status: 200 });
    const lines = {
      [externalKey({ provider: "api-football", kind: "match", external: String(fixture) })]: match,
      [externalKey({ provider: "sportradar", kind: "match", external: urn })]: match,
    };
    const viewer = await journey.viewer(`?match=${match}`);
    const firstGoal = apiFootball.goal(23);
    const firstFeed = (goals: [number, number], events: unknown[]) =>
      apiFootball.fixtures(
        apiFootball.fixture(goals, events, {
          id: fixture,
          status: { long: "First Half", short: "1H", elapsed: 25 },
        }),
      );
    const push = (entry: Record<string, unknown>, goals: [number, number]) =>
      sportradar.message(entry, sportradar.status("1st_half", goals), {
        sport_event_id: `sr:sport_event_id:${event}`,
      });
    const scored = sportradar.goal(1, "23", [1, 0]);

    await sentEarlier("api-football", firstFeed([1, 0], [firstGoal]), lines);
    await sentEarlier("sportradar", push(scored, [1, 0]), lines);
    await viewer.next((frame) => frame.type === "match_event");

    // The first is silent from here on; anything of the second makes it act.
    const card = sportradar.entry(2, "yellow_card", "27", { players: [sportradar.player(3)] });
    expect(await journey.send("/webhooks/sportradar", push(card, [1, 0]))).toMatchObject({ status: 202 });
    const second = sportradar.goal(3, "30", [2, 0]);
    await journey.send("/webhooks/sportradar", push(second, [2, 0]));
    await eventually(() =>
      expect(seen(viewer)).toEqual(["create goal 23' 1-0", "create card 27' 1-0", "create goal 30' 2-0"]),
    );

    // The first goal is cancelled: it is gone from the second feed's timeline.
    const timeline = sportradar.timeline(
      [card, { ...second, home_score: 1 }],
      sportradar.status("1st_half", [1, 0]),
    );
    const sport_event = { ...Object(timeline.sport_event), id: urn };
    const whole = { ...timeline, sport_event, generated_at: new Date().toISOString() };
    expect(await journey.send("/webhooks/sportradar", whole)).toMatchObject({ status: 202 });
    await eventually(() => expect(seen(viewer)).toContain("void goal 23' 1-0"));

    // The first comes back, knows nothing of that, and stands by.
    const before = (await journey.log(match)).length;
    expect(await journey.send("/webhooks/api-football", firstFeed([1, 0], [firstGoal]))).toMatchObject({
      status: 202,
    });
    await journey.send("/webhooks/sportradar", push(sportradar.entry(4, "corner_kick", "31"), [1, 0]));
    await eventually(async () => expect((await journey.log(match)).length).toBeGreaterThan(before));
    const { body } = await journey.get(`/api/v1/matches/${match}`);
    expect(body).toMatchObject({ home_score: 1, away_score: 0, home_team: { name: "Harbour Rovers" } });
    const goals = viewer.of("match_event").filter(({ data }) => Object(data).event_type === "goal");
    expect(new Set(goals.map(({ data }) => Object(data).event_id)).size).toBe(2);
    expect(await journey.deadLetters(match)).toEqual([]);
  });
});

describe("with a token", () => {
  it("an event is entered by hand, and without one it is not", async () => {
    const match = matchId();
    const viewer = await journey.viewer(`?match=${match}`);
    const { match_id: _, ...entered } = goal(match);
    const path = `/api/v1/matches/${match}/events`;
    expect(await call("POST", path, entered, "nonsense")).toMatchObject({
      status: 401,
      body: { error: { code: "invalid_token" } },
    });
    const reader = await journey.system.issueToken({ user: "reader", scope: "touchline:read" });
    expect(await call("POST", path, entered, reader)).toMatchObject({
      status: 403,
      body: { error: { code: "insufficient_scope" } },
    });
    expect(await call("POST", path, entered)).toMatchObject({
      status: 202,
      body: { status: "accepted", received: 1, duplicates: 0 },
    });
    const frame = await viewer.next((one) => one.type === "match_event");
    expect(frame.data).toMatchObject({ event_id: entered.event_id, match_id: match });
  });

  it("ids are mapped, found and forgotten, and what comes then is about our match", async () => {
    const [match, theirs] = [matchId(), matchId()];
    expect(await map("custom", theirs, match, 1)).toMatchObject({ status: 200 });
    expect(await call("GET", `/api/v1/ids?id=${match}`)).toMatchObject({
      status: 200,
      body: { ids: [{ provider: "custom", kind: "match", external: theirs, id: match, priority: 1 }] },
    });
    const viewer = await journey.viewer(`?match=${match}`);
    expect(await journey.send(EVENTS, goal(theirs))).toMatchObject({ status: 202 });
    expect((await viewer.next((one) => one.type === "match_event")).match_id).toBe(match);
    expect(await call("DELETE", `/api/v1/ids/custom/match/${theirs}`)).toMatchObject({ status: 200 });
    expect(await call("GET", `/api/v1/ids/custom/match/${theirs}`)).toMatchObject({ status: 404 });
  });
});
