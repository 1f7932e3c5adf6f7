import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dynamoFeedHealthReader } from "../../../../modules/adapters/dynamodb/feed-health-reader.ts";
import { dynamoFeedHealthRecorder } from "../../../../modules/adapters/dynamodb/feed-health-recorder.ts";
import type { FeedCounts, LiveFeed } from "../../../../modules/ports/feed-health.ts";
import { type Dynamo, startDynamo } from "../../../support/dynamo.ts";

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const NOW = new Date("2024-11-20T10:33:00.000Z");
const SINCE = new Date("2024-11-20T09:30:00.000Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const reader = (now = NOW) => dynamoFeedHealthReader(dynamo.client, "feeds", () => now.getTime());

let made = 0;
/** A provider and a match nobody has heard of. */
let provider: string;
let match: string;
beforeEach(() => {
  made += 1;
  provider = `provider-${made}`;
  match = `m-${made}`;
});

function counts(fields: Partial<FeedCounts> = {}): FeedCounts {
  return { received: 4, processed: 2, duplicate: 1, failed: 1, latency_ms: 30.5, ...fields };
}

const liveOf = async (now?: Date) => (await reader(now).live()).filter(({ match_id }) => match_id === match);

describe("what is counted of a provider", () => {
  it("adds up whoever counts, and over the window that is asked for", async () => {
    const recorders = [0, 0.3, 0.99].map((random) =>
      dynamoFeedHealthRecorder(dynamo.client, "feeds", () => random),
    );
    for (const recorder of recorders) {
      for (const minutes of [62, 40, 1, 0])
        await recorder.addCounts(provider, counts(), ago(minutes), ago(minutes));
      await recorder.addCounts(provider, counts(), ago(70), ago(70));
    }
    await recorders[0]?.addCounts(`${provider}0`, counts(), NOW, NOW);
    expect(await reader().report(provider, SINCE)).toEqual({
      counts: { received: 48, processed: 24, duplicate: 12, failed: 12, latency_ms: 366 },
      heard_at: NOW,
    });
  });

  it("is spread over several keys, so that no counter is hot", async () => {
    const recorder = dynamoFeedHealthRecorder(dynamo.client, "feeds");
    await Promise.all(Array.from({ length: 60 }, () => recorder.addCounts(provider, counts(), NOW, NOW)));
    const rows = (await dynamo.rows("feeds")).filter(({ pk }) => pk?.S?.startsWith(`count#${provider}#`));
    expect(rows).toHaveLength(4);
    expect((await reader().report(provider, SINCE)).counts.received).toBe(240);
  });

  it("tells when it was last heard, also if that is long before the window, and not when it failed", async () => {
    const recorder = dynamoFeedHealthRecorder(dynamo.client, "feeds");
    await recorder.addCounts(provider, counts(), ago(600), ago(601));
    await recorder.addCounts(provider, counts({ processed: 0, duplicate: 0 }), NOW);
    expect(await reader().report(provider, SINCE)).toMatchObject({ heard_at: ago(601) });
  });

  it("is nothing for one nobody has heard of", async () => {
    expect(await reader().report(provider, SINCE)).toEqual({
      counts: { received: 0, processed: 0, duplicate: 0, failed: 0, latency_ms: 0 },
    });
  });
});

describe("a match in play", () => {
  const heard = (at: Date, fields: Partial<LiveFeed> = {}): LiveFeed => ({
    match_id: match,
    provider,
    status: "first_half",
    heard_at: at,
    ...fields,
  });

  it("is known with each of its feeds, and when each was heard, at the latest", async () => {
    const recorder = dynamoFeedHealthRecorder(dynamo.client, "feeds");
    await recorder.recordLive([heard(ago(6)), heard(ago(1), { provider: "other" })]);
    const later = (at: Date) => new Date(at.getTime() + 10_000);
    expect((await liveOf()).toSorted((a, b) => (a.provider < b.provider ? -1 : 1))).toEqual([
      heard(later(ago(1)), { provider: "other" }),
      heard(later(ago(6))),
    ]);
  });

  it("is written at most every ten seconds, and at once if its status is another", async () => {
    let written = 0;
    const client = dynamo.interrupted(async () => {
      written += 1;
    });
    const recorder = dynamoFeedHealthRecorder(client, "feeds");
    const at = (ms: number) => new Date(NOW.getTime() + ms);
    for (const ms of [0, 10, 5_000, 9_999]) await recorder.recordLive([heard(at(ms))]);
    expect(written).toBe(1);
    await recorder.recordLive([heard(at(10_000))]);
    await recorder.recordLive([heard(at(10_001), { status: "half_time" })]);
    expect(written).toBe(3);
    expect(await liveOf()).toMatchObject([{ status: "half_time", heard_at: at(20_001) }]);
    client.destroy();
  });

  it("that is over, or was not heard of for hours, is none", async () => {
    const recorder = dynamoFeedHealthRecorder(dynamo.client, "feeds");
    await recorder.recordLive([heard(NOW), heard(NOW, { provider: "other" })]);
    await recorder.removeLive([heard(NOW)]);
    expect(await liveOf()).toMatchObject([{ provider: "other" }]);
    expect(await liveOf(new Date(NOW.getTime() + 4 * 3_600_000))).toEqual([]);
    // It may be played again.
    await recorder.recordLive([heard(NOW)]);
    expect(await liveOf()).toHaveLength(2);
  });
});

it("signs of life and of trouble are those told last", async () => {
  const recorder = dynamoFeedHealthRecorder(dynamo.client, "feeds");
  await recorder.recordHeartbeat(provider, ago(3));
  await recorder.recordHeartbeat(provider, ago(1));
  await recorder.recordUnreachable(provider, ago(-5));
  expect(await reader().report(provider, SINCE)).toMatchObject({
    alive_at: ago(1),
    unreachable_until: ago(-5),
  });
  await recorder.recordReachable(provider, ago(0));
  expect((await reader().report(provider, SINCE)).unreachable_until).toEqual(NOW);
});
