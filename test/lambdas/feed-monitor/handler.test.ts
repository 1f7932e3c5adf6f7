import { describe, expect, it } from "vitest";
import { createHandler } from "../../../lambdas/feed-monitor/handler.ts";
import type { FeedNotice } from "../../../modules/match/feed-notice.ts";
import type { FeedHealthReader, FeedReport, LiveFeed } from "../../../modules/ports/feed-health.ts";
import { memoryStream } from "../../support/memory-stream.ts";

const NOW = new Date("2024-11-20T10:30:00.000Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

function live(provider: string, minutes: number, fields: Partial<LiveFeed> = {}): LiveFeed {
  return { match_id: "123", provider, status: "first_half", heard_at: ago(minutes), ...fields };
}

async function watched(feeds: LiveFeed[], signs: Record<string, Partial<FeedReport>> = {}) {
  const { stream, published: records } = memoryStream();
  const measured: unknown[] = [];
  const reader: FeedHealthReader = {
    live: async () => feeds,
    report: async (provider) => ({
      counts: { received: 0, processed: 0, duplicate: 0, failed: 0, latency_ms: 0 },
      ...signs[provider],
    }),
  };
  const handler = createHandler({
    feeds: reader,
    stream,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    metrics: { report: (values, of = {}) => void measured.push({ ...values, ...of }) },
    now: () => NOW,
  });
  await handler();
  const said = records.flatMap(({ match_id, items }) =>
    items.map((item) => {
      const { feed } = item as { feed: FeedNotice };
      expect(feed.match_id).toBe(match_id);
      return `${match_id} ${feed.provider} ${feed.status}`;
    }),
  );
  return { said, records, measured };
}

describe("the watch", () => {
  it("says nothing of feeds that were heard, and that there is nothing to say", async () => {
    expect(await watched([live("opta", 4.9), live("custom", 19, { status: "half_time" })])).toMatchObject({
      said: [],
      measured: [{ StaleFeeds: 0 }],
    });
  });

  it("says of each match whose feed is silent how bad it is, and since when", async () => {
    const { said, records, measured } = await watched([
      live("opta", 6),
      live("opta", 21, { match_id: "124" }),
      live("custom", 1, { match_id: "125" }),
    ]);
    expect(said).toEqual(["123 opta stale", "124 opta down"]);
    expect(records[0]).toMatchObject({
      v: 1,
      received_at: NOW.toISOString(),
      items: [{ feed: { silent_since: ago(6).toISOString(), occurred_at: NOW.toISOString() } }],
    });
    expect(measured).toEqual([{ StaleFeeds: 2, provider: "opta" }]);
  });

  it("does not speak of a match that another feed speaks of, and else of the one heard last", async () => {
    expect((await watched([live("opta", 30), live("sportradar", 1)])).said).toEqual([]);
    expect((await watched([live("opta", 30), live("sportradar", 6)])).said).toEqual(["123 sportradar stale"]);
  });

  it("takes a heartbeat for a sign of life", async () => {
    expect((await watched([live("sportradar", 9)], { sportradar: { alive_at: ago(1) } })).said).toEqual([]);
    expect((await watched([live("sportradar", 9)], { sportradar: { alive_at: ago(8) } })).said).toEqual([
      "123 sportradar stale",
    ]);
  });

  it("says that a feed is down whose provider cannot be reached, once something may have been missed", async () => {
    const signs = { allsports: { unreachable_until: ago(-1) } };
    expect((await watched([live("allsports", 0.9)], signs)).said).toEqual([]);
    expect((await watched([live("allsports", 1)], signs)).said).toEqual(["123 allsports down"]);
    const back = { allsports: { unreachable_until: ago(0.1) } };
    expect((await watched([live("allsports", 1)], back)).said).toEqual([]);
  });
});
