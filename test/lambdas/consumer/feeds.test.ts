import type { KinesisStreamEvent } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { type ConsumerDeps, createHandler } from "../../../lambdas/consumer/handler.ts";
import { viewerGauge } from "../../../lambdas/consumer/report-metrics.ts";
import { payloadOf } from "../../../modules/adapters/api-gateway/payload.ts";
import type { MatchEvent, StreamItem, StreamRecord } from "../../../modules/match/event.ts";
import type { FeedCounts, FeedHealthRecorder, LiveFeed } from "../../../modules/ports/feed-health.ts";
import type { Fields } from "../../../modules/runtime/log.ts";
import { announcement, event, NOW, report } from "../../support/items.ts";
import { kinesisEvent } from "../../support/kinesis-event.ts";
import { memoryAudience } from "../../support/memory-audience.ts";
import { memoryDeadLetters } from "../../support/memory-dead-letters.ts";
import { memoryFrames } from "../../support/memory-frames.ts";
import { memoryGateway } from "../../support/memory-gateway.ts";
import { memorySnapshots } from "../../support/memory-snapshots.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { noBroadcasters } from "../../support/no-broadcasters.ts";
import { unlimitedBudget } from "../../support/unlimited-budget.ts";

const CONTEXT = { getRemainingTimeInMillis: () => 60_000 };
const EARLIER = "2024-11-20T10:29:58.000Z";

function recordOf(items: StreamItem[], match_id = "123", received_at = EARLIER): StreamRecord {
  return { v: 1, match_id, received_at, items };
}

/** What is noted of feeds, and what is measured and logged, while the consumer takes batches. */
function world() {
  const counted: { provider: string; counts: FeedCounts; heardAt?: string }[] = [];
  const heard: LiveFeed[] = [];
  const over: string[] = [];
  const measured: Record<string, unknown>[] = [];
  const warnings: [string, Fields | undefined][] = [];
  const feeds: FeedHealthRecorder = {
    addCounts: async (provider, counts, _, heardAt) =>
      void counted.push({ provider, counts, ...(heardAt ? { heardAt: heardAt.toISOString() } : {}) }),
    recordLive: async (live) => void heard.push(...live),
    removeLive: async (keys) =>
      void over.push(...keys.map(({ match_id, provider }) => `${match_id} ${provider}`)),
    recordHeartbeat: async () => {},
    recordUnreachable: async () => {},
    recordReachable: async () => {},
  };
  const store = memoryStore();
  const { gateway, posted } = memoryGateway();
  const deps: ConsumerDeps = {
    matches: store.matches,
    snapshots: memorySnapshots().snapshots,
    frames: memoryFrames().frames,
    audience: memoryAudience({ "match:123": ["viewer", "other"] }).audience,
    gateway,
    broadcasters: noBroadcasters,
    budget: unlimitedBudget,
    payloadOf,
    deadLetters: memoryDeadLetters().deadLetters,
    feeds,
    metrics: { report: (values, of = {}) => void measured.push({ ...values, ...of }) },
    log: {
      info: () => {},
      warn: (message, fields) => void warnings.push([message, fields]),
      error: () => {},
    },
    now: () => new Date(NOW),
  };
  let sequence = 0;
  const consume = async (
    records: Parameters<typeof kinesisEvent>[0],
    changed: Partial<ConsumerDeps> = {},
    from = sequence + 1,
  ) => {
    await createHandler({ ...deps, ...changed })(kinesisEvent(records, from) as KinesisStreamEvent, CONTEXT);
    sequence = Math.max(sequence, from + records.length - 1);
  };
  const told = () =>
    ((posted.get("viewer") ?? []) as { type: string; data: Record<string, unknown> }[])
      .filter(({ type }) => type === "feed_status")
      .map(({ data }) => `${data.provider} ${data.status}`);
  const of = (name: string) => measured.filter((values) => name in values);
  return { ...store, feeds, counted, heard, over, of, warnings, told, consume };
}

const of = (provider: string, item: { kind: "event"; event: MatchEvent }) =>
  ({ kind: "event", event: { ...item.event, provider } }) as const;

describe("what a batch brought", () => {
  it("is counted by provider: what gave an entry, what changed nothing, what can never be processed", async () => {
    const { consume, counted, of: measured } = world();
    const first = event();
    const bad = { ...event(), event: { ...event().event, minute: -1 } };
    const elsewhere = of("opta", event({ match_id: "77" }));
    await consume([recordOf([announcement(), first, first, bad]), recordOf([elsewhere], "77")]);
    expect(counted).toEqual([
      {
        provider: "custom",
        counts: { received: 4, processed: 2, duplicate: 1, failed: 1, latency_ms: 4_000 },
        heardAt: EARLIER,
      },
      {
        provider: "opta",
        counts: { received: 1, processed: 1, duplicate: 0, failed: 0, latency_ms: 2_000 },
        heardAt: EARLIER,
      },
    ]);
    expect(measured("EventLatency")).toMatchObject([
      { provider: "custom", EventLatency: 2_000, EventsFailed: 1 },
      { provider: "opta", EventLatency: 2_000 },
    ]);
  });

  it("counts each event of a list, so a list that is sent again has duplicates only", async () => {
    const { consume, counted } = world();
    const { event: goal } = event();
    const { event: card } = event({ event_type: "card" });
    const sheet: StreamItem = {
      kind: "sheet",
      sheet: { provider: "custom", match_id: "123", events: [goal, card], retract: "all", occurred_at: NOW },
    };
    await consume([recordOf([sheet])]);
    await consume([recordOf([sheet])]);
    expect(counted.map(({ counts: { processed, duplicate } }) => [processed, duplicate])).toEqual([
      [2, 0],
      [0, 2],
    ]);
  });

  it("is counted once if it is stored and then has to be retried", async () => {
    const { consume, counted } = world();
    const records = [recordOf([event()])];
    await consume(records);
    await consume(records, {}, 1);
    expect(counted).toHaveLength(1);
  });

  it("is processed and pushed whether it can be counted or not", async () => {
    const { consume, feeds, log, warnings } = world();
    const deaf = { ...feeds, addCounts: () => Promise.reject(new Error("throttled")) };
    await consume([recordOf([event()])], { feeds: deaf });
    await consume([recordOf([event()])], {
      feeds: { ...feeds, recordLive: () => new Promise<never>(() => {}) },
    });
    expect(log.get("123")).toHaveLength(2);
    expect(warnings.map(([message]) => message)).toEqual(["feeds not noted", "feeds not noted"]);
  });
});

describe("a match in play", () => {
  it("was heard of; one that is over is nobody's to wait for, on none of its feeds", async () => {
    const { consume, heard, over } = world();
    await consume([recordOf([announcement()]), recordOf([event({ match_id: "9" })], "9")]);
    expect(heard).toEqual([
      { match_id: "9", provider: "custom", status: "first_half", heard_at: new Date(EARLIER) },
    ]);
    await consume([recordOf([event(), of("opta", event())])]);
    expect(heard.slice(1)).toMatchObject([{ provider: "custom" }, { provider: "opta" }]);
    await consume([recordOf([report({ status: "finished" })])]);
    expect(over).toEqual(["123 custom", "123 opta"]);
    await consume([recordOf([event({ event_type: "card" })])]);
    expect([heard.length, over.length]).toEqual([3, 2]);
  });

  it("does not wait for what a person enters", async () => {
    const { consume, heard, counted } = world();
    await consume([recordOf([of("manual", event())])]);
    expect([heard, counted.length]).toEqual([[], 1]);
  });
});

describe("a feed that is silent", () => {
  const notice = (status: "stale" | "down", silent_since = "2024-11-20T10:30:10.000Z"): StreamItem => ({
    kind: "feed",
    feed: { provider: "custom", match_id: "123", status, silent_since, occurred_at: NOW },
  });

  it("is told to viewers once, and once more when it speaks, before what it says", async () => {
    const { consume, told, log, counted } = world();
    await consume([recordOf([event()])]);
    await consume([recordOf([notice("stale")])]);
    await consume([recordOf([notice("stale")])]);
    expect(told()).toEqual(["custom stale"]);
    await consume([recordOf([event({ event_type: "card" })])]);
    expect(told()).toEqual(["custom stale", "custom healthy"]);
    expect(log.get("123")?.map(({ item }) => item.kind)).toEqual(["event", "feed", "feed", "event"]);
    // A notice is nothing a feed sent.
    expect(counted.map(({ counts }) => counts.received)).toEqual([1, 1]);
  });

  it("is well again if it repeats itself, which changes nothing else", async () => {
    const { consume, told, log } = world();
    const said = event();
    await consume([recordOf([said])]);
    await consume([recordOf([notice("down")])]);
    await consume([recordOf([said])]);
    expect(told()).toEqual(["custom down", "custom healthy"]);
    expect(log.get("123")).toHaveLength(3);
  });

  it("but spoke while the notice was on its way is not told to be silent", async () => {
    const { consume, told } = world();
    const said = event();
    await consume([recordOf([said], "123", "2024-11-20T10:20:00.000Z")]);
    await consume([recordOf([said], "123", "2024-11-20T10:29:59.000Z")]);
    await consume([recordOf([notice("stale", "2024-11-20T10:20:10.000Z")])]);
    expect(told()).toEqual([]);
  });
});

it("a score that is not what the events add up to is reported once, with both", async () => {
  const { consume, of: measured, warnings } = world();
  const early = { occurred_at: "2024-11-20T10:20:00.000Z" };
  await consume([recordOf([announcement(), event(early)])]);
  expect(measured("ScoreConflict")).toEqual([]);
  await consume([recordOf([report({ home_score: 2, away_score: 0 })])]);
  await consume([
    recordOf([report({ home_score: 2, away_score: 0 })]),
    recordOf([event({ event_type: "card" })]),
  ]);
  await consume([recordOf([event({ occurred_at: "2024-11-20T10:40:00.000Z" })])]);
  expect(measured("ScoreConflict")).toEqual([{ ScoreConflict: 1, provider: "custom", match_id: "123" }]);
  expect(warnings).toEqual([
    ["score conflict", { match_id: "123", provider: "custom", shown: "2-0", counted: "1-0" }],
  ]);
  await consume([recordOf([report({ home_score: 2, away_score: 1 })])]);
  expect(measured("ScoreConflict")).toHaveLength(2);
});

it("how many watch a match is measured, each match once a minute", async () => {
  const { consume, of: measured } = world();
  await consume([recordOf([announcement(), event()])]);
  expect(measured("Viewers")).toEqual([{ Viewers: 2, match_id: "123" }]);

  const told: unknown[] = [];
  const gauge = viewerGauge({ report: (values, about = {}) => void told.push({ ...values, ...about }) });
  const at = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1_000);
  gauge({ a: 1 }, at(0));
  gauge({ a: 2, b: 5 }, at(59));
  gauge({ a: 3 }, at(60));
  expect(told).toEqual([
    { Viewers: 1, match_id: "a" },
    { Viewers: 5, match_id: "b" },
    { Viewers: 3, match_id: "a" },
  ]);
});
