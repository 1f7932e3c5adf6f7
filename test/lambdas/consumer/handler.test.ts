import type { KinesisStreamEvent } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { type ConsumerDeps, createHandler } from "../../../lambdas/consumer/handler.ts";
import { payloadOf } from "../../../modules/adapters/api-gateway/payload.ts";
import { EMPTY_REPORT } from "../../../modules/fanout/segment-report.ts";
import type { FeedItem, MatchItem, StreamRecord } from "../../../modules/match/event.ts";
import type { Broadcasters, BroadcastOrder } from "../../../modules/ports/gateway.ts";
import { type MatchStore, RejectedWriteError } from "../../../modules/ports/matches.ts";
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

const nobodyNotes = {
  addCounts: async () => {},
  recordLive: async () => {},
  removeLive: async () => {},
  recordHeartbeat: async () => {},
  recordUnreachable: async () => {},
  recordReachable: async () => {},
};

function recordOf(items: FeedItem[], match_id = "123"): StreamRecord {
  return { v: 1, match_id, received_at: NOW, items };
}

interface Pushed {
  type: string;
  seq: number;
  data: { home?: { corners: number } };
}

function world(
  overrides: { viewers?: Record<string, string[]>; gateway?: ReturnType<typeof memoryGateway> } = {},
) {
  const store = memoryStore();
  const { snapshots, held } = memorySnapshots();
  const { frames: frameLog, ofMatch: keptOf } = memoryFrames();
  const { audience, forgotten } = memoryAudience(overrides.viewers ?? { "match:123": ["viewer"] });
  const { gateway, posted } = overrides.gateway ?? memoryGateway();
  const { letters, deadLetters } = memoryDeadLetters();
  const deps: ConsumerDeps = {
    matches: store.matches,
    snapshots,
    frames: frameLog,
    audience,
    gateway,
    broadcasters: noBroadcasters,
    budget: unlimitedBudget,
    feeds: nobodyNotes,
    metrics: { report: () => {} },
    payloadOf,
    deadLetters,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    now: () => new Date(NOW),
  };
  const consume = (
    records: Parameters<typeof kinesisEvent>[0],
    changed: Partial<ConsumerDeps> = {},
    from = 1,
  ) => createHandler({ ...deps, ...changed })(kinesisEvent(records, from) as KinesisStreamEvent, CONTEXT);
  const frames = (viewer = "viewer") => (posted.get(viewer) ?? []) as Pushed[];
  return { ...store, deps, held, keptOf, forgotten, letters, posted, frames, consume };
}

describe("a batch", () => {
  it("is stored and pushed in the order of the stream", async () => {
    const { consume, log, frames, held } = world();
    await consume([recordOf([announcement(), event()]), recordOf([event({ event_type: "card" })])]);
    expect(log.get("123")?.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(frames().map(({ type, seq }) => `${seq} ${type}`)).toEqual([
      "1 match_update",
      "2 match_event",
      "2 score_update",
      "2 match_status",
      "3 match_event",
      "3 stats_update",
    ]);
    expect(held.get("123")).toMatchObject({ public_seq: 3, snapshot: { home_score: 1, seq: 3 } });
  });

  it("keeps detail events from public channels", async () => {
    const { consume, log, frames } = world();
    await consume([recordOf([event(), event({ event_type: "pass" })])]);
    expect(log.get("123")).toHaveLength(2);
    expect(frames().map(({ seq }) => seq)).not.toContain(2);
  });

  it("is kept for those who are away, just as it was pushed", async () => {
    const { consume, frames, keptOf } = world();
    await consume([recordOf([announcement(), event(), event({ event_type: "pass" }), event()])]);
    expect(keptOf("123").map(({ seq, prev_seq }) => [seq, prev_seq])).toEqual([
      [1, 0],
      [2, 1],
      [4, 2],
    ]);
    const pushed = frames().filter(({ type }) => type !== "stats_update");
    expect(keptOf("123").flatMap((entry) => entry.frames)).toEqual(pushed);
  });

  it("is told whole on private channels, and kept as it was told there", async () => {
    const viewers = { "private-match:123": ["viewer", "both"], "match:123": ["both"] };
    const { consume, frames, keptOf } = world({ viewers });
    await consume([recordOf([announcement(), event(), event({ event_type: "pass" }), event()])]);
    const kept = keptOf("123", "private");
    expect(kept.map(({ seq, prev_seq }) => [seq, prev_seq])).toEqual(
      [1, 2, 3, 4].map((seq) => [seq, seq - 1]),
    );
    const pushed = frames().filter(({ type }) => type !== "stats_update");
    expect(kept.flatMap((entry) => entry.frames)).toEqual(pushed);
    expect(frames("both")).toEqual(frames());
  });

  it("of a vendor's own figures alone is told by the statistics, without an entry, once", async () => {
    const { consume, log, frames, held } = world();
    const at = (ms: number) => ({ now: () => new Date(Date.parse(NOW) + ms) });
    const figures = (corners: number) => recordOf([report({ team_stats: { "10": { corners } } })]);
    await consume([recordOf([announcement({ status: "finished" })])], at(0));
    await consume([figures(3)], at(10), 2);
    await consume([figures(4)], at(20), 3);
    await consume([figures(4)], at(2_000), 4);
    await consume([figures(4)], at(9_000), 5);
    expect(frames().map(({ type, seq, data }) => [type, seq, data.home?.corners])).toEqual([
      ["match_update", 1, undefined],
      ["match_status", 1, undefined],
      ["stats_update", 1, 3],
      ["stats_update", 1, 4],
    ]);
    expect(log.get("123")).toHaveLength(1);
    expect(held.get("123")?.snapshot.stats.home.corners).toBe(4);
  });

  it("has the statistics last, once a second at most, and in any case when a period ends", async () => {
    const { consume, frames } = world();
    const at = (ms: number) => ({ now: () => new Date(Date.parse(NOW) + ms) });
    const corner = () => recordOf([event({ event_type: "corner" })]);
    const told = () =>
      frames().flatMap(({ type, data }) => (type === "stats_update" ? [data.home?.corners] : []));
    await consume([recordOf([announcement({ status: "first_half" })]), corner(), corner()], at(0));
    expect(frames().at(-1)).toMatchObject({ type: "stats_update", seq: 1, prev_seq: 1 });
    await consume([corner()], at(999), 4);
    expect(told()).toEqual([2]);
    await consume([corner()], at(1_000), 5);
    expect(told()).toEqual([2, 4]);
    await consume([corner()], at(1_500), 6);
    await consume([recordOf([report({ status: "half_time" })])], at(1_501), 7);
    await consume([recordOf([report({ minute: 46 })])], at(9_000), 8);
    expect(told()).toEqual([2, 4, 5]);
  });

  it("is kept before anybody asks who is to be told", async () => {
    const { consume, deps, keptOf } = world();
    let kept: number | undefined;
    const frames = {
      append: async (...entries: Parameters<typeof deps.frames.append>) => {
        await new Promise((resolve) => setImmediate(resolve));
        await deps.frames.append(...entries);
      },
    };
    const audience = {
      ...deps.audience,
      subscribers: async (channels: readonly string[]) => {
        kept = keptOf("123").length;
        return deps.audience.subscribers(channels);
      },
    };
    await consume([recordOf([announcement(), event()])], { frames, audience });
    expect(kept).toBe(2);
  });

  it("larger than anybody is replayed is kept to its end, and pushed whole", async () => {
    const { consume, keptOf, frames } = world();
    await consume([recordOf(Array.from({ length: 600 }, () => event({ event_type: "card" })))]);
    expect(keptOf("123").map(({ seq }) => seq)).toEqual(Array.from({ length: 500 }, (_, i) => 101 + i));
    expect(new Set(frames().map(({ seq }) => seq)).size).toBe(600);
  });

  it("delivered again changes nothing and pushes nothing", async () => {
    const { consume, log, frames } = world();
    const records = [recordOf([announcement(), event()])];
    await consume(records);
    const before = frames().length;
    await consume(records);
    expect(log.get("123")).toHaveLength(2);
    expect(frames()).toHaveLength(before);
  });

  it("with other matches keeps each in order", async () => {
    const { consume, log } = world();
    const of = (match_id: string) => event({ match_id });
    await consume([recordOf([of("a")], "a"), recordOf([of("b"), of("b")], "b"), recordOf([of("a")], "a")]);
    expect([log.get("a")?.length, log.get("b")?.length]).toEqual([2, 2]);
  });

  it("reaches a viewer of several channels once, and viewers of all live matches too", async () => {
    const viewers = {
      "match:123": ["both"],
      "team:10": ["both"],
      "live:all": ["both", "live"],
      all: ["all"],
    };
    const { consume, frames } = world({ viewers });
    await consume([recordOf([announcement(), event()])]);
    expect(frames("both")).toHaveLength(5);
    expect(frames("all")).toHaveLength(5);
    expect(frames("live").map(({ seq }) => seq)).toEqual([2, 2, 2, 2]);
  });
});

describe("poison", () => {
  it.each<[string, { key: string; data: string } | StreamRecord, string]>([
    ["no JSON", { key: "123", data: "goal!" }, "undecodable"],
    ["no record of ours", { key: "123", data: '{"v":2}' }, "invalid"],
    ["under another key", { key: "9", data: JSON.stringify(recordOf([event()])) }, "invalid"],
    ["an item of another match", recordOf([event({ match_id: "9" })]), "invalid"],
    ["an item that breaks a rule", recordOf([event({ minute: -1 })]), "invalid"],
  ])("%s is set aside with its reason while the rest goes on", async (_, bad, reason) => {
    const { consume, log, letters } = world();
    await consume([recordOf([event()]), bad, recordOf([event()])]);
    expect(letters).toMatchObject([
      { reason, sequence_number: expect.any(String), data: expect.any(String) },
    ]);
    expect(log.get("123")).toHaveLength(2);
  });

  it("the database refuses is narrowed down to the one item", async () => {
    const { consume, matches, log, letters } = world();
    const choosy: MatchStore = {
      ...matches,
      commit: async (writes) => {
        const bad = writes.some(({ entries }) => entries.some(({ item }) => minuteOf(item) === 66));
        if (bad) throw new RejectedWriteError("value out of range");
        await matches.commit(writes);
      },
    };
    const items = [event(), event({ minute: 66 }), event(), event()];
    await consume([recordOf(items), recordOf([event({ match_id: "b" })], "b")], { matches: choosy });
    expect(letters).toMatchObject([{ reason: "rejected", item: 1 }]);
    expect(log.get("123")?.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(log.get("b")).toHaveLength(1);
  });

  it("is not passed over when it cannot be set aside", async () => {
    const { consume, log } = world();
    const { deadLetters } = Object.assign(memoryDeadLetters(), { isOut: true });
    await expect(consume([{ key: "123", data: "goal!" }], { deadLetters })).rejects.toThrow("out of reach");
    expect(log.size).toBe(0);
  });
});

describe("an outage", () => {
  const outage = () => Promise.reject(new Error("out of reach"));

  it.each<[string, (deps: ConsumerDeps) => Partial<ConsumerDeps>]>([
    ["before anything is stored", ({ matches }) => ({ matches: { ...matches, commit: outage } })],
    ["between store and push", ({ snapshots }) => ({ snapshots: { ...snapshots, put: outage } })],
    ["while it is kept for those away", () => ({ frames: { append: outage } })],
    ["before the posts", ({ audience }) => ({ audience: { ...audience, subscribers: outage } })],
    ["after the posts", ({ matches }) => ({ matches: { ...matches, markPushed: outage } })],
  ])("%s fails the batch, and the next try ends well", async (_, broken) => {
    const { consume, deps, log, frames, keptOf } = world();
    const records = [recordOf([announcement(), event()])];
    await expect(consume(records, broken(deps))).rejects.toThrow("out of reach");
    await consume(records);
    expect(log.get("123")?.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(new Set(frames().map(({ seq }) => seq))).toEqual(new Set([1, 2]));
    expect(keptOf("123").map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("leaves nothing unserved when the next batch is another one", async () => {
    const { consume, deps, frames } = world();
    const broken = { snapshots: { ...deps.snapshots, put: outage } };
    await expect(consume([recordOf([event()])], broken)).rejects.toThrow("out of reach");
    await consume([recordOf([event()])], {}, 2);
    expect(
      frames()
        .filter(({ type }) => type === "match_event")
        .map(({ seq }) => seq),
    ).toEqual([1, 2]);
  });

  it("of one viewer holds up nobody", async () => {
    const viewers = { "match:123": ["gone", "slow", "viewer"] };
    const gateway = memoryGateway({ gone: "gone", slow: "failed" });
    const { consume, frames, forgotten } = world({ viewers, gateway });
    await consume([recordOf([event(), event()])]);
    expect(frames().at(-1)).toMatchObject({ seq: 2 });
    expect(forgotten).toEqual(["gone"]);
  });
});

describe("an audience", () => {
  /** Real viewers of match 123, and as many in the directory as it says. */
  function crowd(estimate: number) {
    const ids = Array.from({ length: 10 }, (_, index) => `v${index}`);
    const { deps, consume, ...rest } = world({ viewers: { "match:123": ids } });
    const orders: BroadcastOrder[] = [];
    const broadcasters: Broadcasters = {
      broadcast: async (order) => {
        orders.push(order);
        return { ...EMPTY_REPORT, delivered: 1, viewers: { 123: 1_600 } };
      },
    };
    const audience = {
      ...deps.audience,
      sizes: async (channels: readonly string[]) =>
        new Map(channels.map((channel) => [channel, channel === "match:123" ? estimate : 0])),
    };
    const reported: Record<string, number>[] = [];
    const metrics = { report: (values: Record<string, number>) => void reported.push(values) };
    return { ...rest, ids, orders, reported, consume, changed: { broadcasters, audience, metrics } };
  }

  it("of up to two thousand is served by the consumer itself", async () => {
    const { consume, changed, orders, ids, frames, stored } = crowd(2_000);
    await consume([recordOf([announcement(), event()])], changed);
    expect(orders).toEqual([]);
    for (const id of ids) expect(frames(id)).toHaveLength(5);
    expect(stored.get("123")).toMatchObject({ pushed_seq: 2 });
  });

  it("of more is served by broadcasters, and by nobody else", async () => {
    const { consume, changed, orders, posted, stored } = crowd(100_000);
    await consume([recordOf([announcement(), event()])], changed);
    expect(orders.map(({ segment }) => segment)).toEqual(
      Array.from({ length: 64 }, (_, index) => ({ index, of: 64 })),
    );
    expect(orders[0]?.until).toBe(Date.parse(NOW) + 48_000);
    expect(posted.size).toBe(0);
    expect(stored.get("123")).toMatchObject({ pushed_seq: 2 });
  });

  it("is read anew for each batch, and so is who serves it", async () => {
    const { consume, changed, orders, ids, frames } = crowd(3_000);
    await consume([recordOf([event()])], changed);
    await consume([recordOf([event()])], {}, 2);
    expect(orders).toHaveLength(2);
    for (const id of ids) expect(new Set(frames(id).map(({ seq }) => seq))).toEqual(new Set([2]));
  });

  it("that no broadcaster served is reported, and does not fail the batch", async () => {
    const { consume, changed, reported, stored } = crowd(3_000);
    const broadcasters = { broadcast: () => Promise.reject(new Error("no such luck")) };
    await consume([recordOf([event()])], { ...changed, broadcasters });
    expect(reported).toContainEqual({ SegmentsLost: 2 });
    expect(stored.get("123")).toMatchObject({ pushed_seq: 1 });
  });

  it("that had to wait or go without is reported, with the longer pauses between statistics", async () => {
    const { consume, changed, reported } = crowd(100_000);
    const broadcasters: Broadcasters = {
      broadcast: async () => ({ ...EMPTY_REPORT, skipped: 1, deferred: 2, conflated: 3 }),
    };
    await consume([recordOf([announcement(), event()])], { ...changed, broadcasters });
    expect(reported).toContainEqual({
      PostsDeferred: 128,
      PostsSkipped: 64,
      StatsConflated: 192,
      StatsInterval: 50_000,
    });
  });
});

it("another writer makes the batch load again and go on from there", async () => {
  const { consume, matches, log } = world();
  let raced = false;
  const racing: MatchStore = {
    ...matches,
    commit: async (writes) => {
      if (!raced) {
        raced = true;
        await consume([recordOf([event()])]);
      }
      await matches.commit(writes);
    },
  };
  await consume([recordOf([event()])], { matches: racing }, 2);
  expect(log.get("123")?.map(({ seq }) => seq)).toEqual([1, 2]);
});

function minuteOf(item: MatchItem): number | undefined {
  return item.kind === "event" ? item.event.minute : undefined;
}
