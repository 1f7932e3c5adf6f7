import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHandler } from "../../../lambdas/broadcaster/handler.ts";
import { payloadOf } from "../../../modules/adapters/api-gateway/payload.ts";
import { DIRECT_VIEWERS, splitByAudience } from "../../../modules/fanout/audience-split.ts";
import { broadcast, invocationChunks } from "../../../modules/fanout/broadcast.ts";
import { fanOut } from "../../../modules/fanout/fan-out.ts";
import { EMPTY_REPORT } from "../../../modules/fanout/segment-report.ts";
import { channelsOf, type Publication } from "../../../modules/match/publication.ts";
import type { Broadcasters, BroadcastOrder, PostBudget } from "../../../modules/ports/gateway.ts";
import { memoryAudience } from "../../support/memory-audience.ts";
import { memoryGateway } from "../../support/memory-gateway.ts";
import { unlimitedBudget } from "../../support/unlimited-budget.ts";
import { publicationOf } from "./publications.ts";

const QUIET = { info: () => {}, warn: () => {}, error: () => {} };
const LONG = { getRemainingTimeInMillis: () => 60_000 };

/** Viewers by channel, and broadcasters that are the real ones but for the invocation between. */
function stadium(viewers: Record<string, string[]>, budget: PostBudget = unlimitedBudget) {
  const { audience, forgotten } = memoryAudience(viewers);
  const { gateway, posted } = memoryGateway({ gone: "gone" });
  const deps = { audience, gateway, payloadOf, budget, log: QUIET, now: () => 0 };
  const handler = createHandler(deps);
  const broadcasters: Broadcasters = {
    broadcast: async (order) => handler(JSON.parse(JSON.stringify(order)), LONG),
  };
  const seqs = (id: string, match: string) =>
    ((posted.get(id) ?? []) as { match_id: string; seq: number }[])
      .filter(({ match_id }) => match_id === match)
      .map(({ seq }) => seq);
  return { deps: { ...deps, broadcasters }, forgotten, posted, seqs };
}

describe("whoever serves whom", () => {
  const MATCHES = ["a", "b", "c"];
  const viewer = fc.record({
    id: fc.uuid(),
    on: fc.subarray(["match:a", "private-match:a", "match:b", "match:c", "all"], { minLength: 1 }),
  });
  const told = fc.array(fc.tuple(fc.constantFrom(...MATCHES), fc.boolean(), fc.boolean()), { maxLength: 12 });
  /** How many there seem to be: what decides is an estimate, and may be wrong by any factor. */
  const sizes = fc.array(fc.constantFrom(0, 500, DIRECT_VIEWERS, DIRECT_VIEWERS + 1, 9_000, 100_000), {
    minLength: 3,
    maxLength: 3,
  });

  it("everybody gets every frame once and in order, at any size", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(viewer, { selector: ({ id }) => id }),
        told,
        sizes,
        async (all, what, counts) => {
          const viewers = viewersOn(all);
          const publications = what.map(([match_id, urgent, isPublic], index) =>
            publicationOf({
              match_id,
              seq: index + 1,
              urgent,
              public: isPublic,
              topics: [`match:${match_id}`, "all"],
            }),
          );
          const { deps, seqs, posted } = stadium(viewers);
          const estimate = new Map(MATCHES.map((match, index) => [`match:${match}`, counts[index] ?? 0]));
          const { small, large, segments } = splitByAudience(publications, estimate);
          await Promise.all([fanOut(small, deps, () => 1_000), broadcast(large, segments, deps, 1_000)]);
          for (const { id, on } of all) {
            for (const match of MATCHES) {
              const seen = publications.filter(({ match_id, public: shown }) => {
                if (match_id !== match) return false;
                if (on.includes(`private-match:${match}`)) return true;
                return shown && (on.includes(`match:${match}`) || on.includes("all"));
              });
              expect(seqs(id, match)).toEqual(seen.map(({ seq }) => seq));
            }
          }
          expect([...posted.keys()].every((id) => all.some((one) => one.id === id))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("broadcasters", () => {
  const segments = [0, 1, 2, 3].map((index) => ({ index, of: 4 }));
  const hundred = Array.from({ length: 100 }, (_, index) => `v${index}`);

  it("count the viewers of each match, once each, and what became of the posts", async () => {
    const { deps } = stadium({ "match:1": hundred, "private-match:1": hundred.slice(50), "match:2": ["v1"] });
    const publications = [publicationOf(), publicationOf({ seq: 2 }), publicationOf({ match_id: "2" })];
    expect(await broadcast(publications, segments, deps, 1_000)).toEqual({
      ...EMPTY_REPORT,
      delivered: 201,
      viewers: { 1: 100, 2: 1 },
      lost: 0,
    });
  });

  it("forget who has left", async () => {
    const { deps, forgotten } = stadium({ "match:1": ["gone", ...hundred] });
    expect(await broadcast([publicationOf()], segments, deps, 1_000)).toMatchObject({
      gone: 1,
      delivered: 100,
    });
    expect(forgotten).toEqual(["gone"]);
  });

  it("that fail are told of, and the others are not kept from anything", async () => {
    const { deps, posted } = stadium({ "match:1": hundred });
    const errors: unknown[] = [];
    const failing: Broadcasters = {
      broadcast: (order) =>
        order.segment.index === 2
          ? Promise.reject(new Error("no such luck"))
          : deps.broadcasters.broadcast(order),
    };
    const log = { ...QUIET, error: (_: string, fields: unknown) => void errors.push(fields) };
    const report = await broadcast([publicationOf()], segments, { broadcasters: failing, log }, 1_000);
    expect(report).toMatchObject({ lost: 1, delivered: posted.size });
    expect(posted.size).toBeGreaterThan(50);
    expect(errors).toMatchObject([{ segment: 2, of: 4 }]);
  });

  it("begin nothing after the time they were given", async () => {
    const { deps } = stadium({ "match:1": hundred });
    expect(await broadcast([publicationOf()], segments, deps, 0)).toMatchObject({
      delivered: 0,
      skipped: 100,
    });
  });

  it("count every post, however few there are of a segment", async () => {
    let taken = 0;
    const budget: PostBudget = {
      ...unlimitedBudget,
      take: async (posts) => {
        taken += posts;
        return 0;
      },
    };
    const { deps } = stadium({ "match:1": hundred }, budget);
    await broadcast([publicationOf()], segments, deps, 1_000);
    expect(taken).toBe(100);
    await fanOut([publicationOf()], deps, () => 1_000);
    expect(taken).toBe(100);
  });

  it("cannot be asked for what is no order", async () => {
    const { deps } = stadium({});
    const order = { segment: { index: 0, of: 1 }, until: 1_000, publications: [{ match_id: "1" }] };
    await expect(deps.broadcasters.broadcast(order as unknown as BroadcastOrder)).rejects.toThrow();
  });
});

describe("what is too much for one invocation", () => {
  const sizeOf = (publication: Publication) => Buffer.byteLength(JSON.stringify(publication)) + 1;

  it("is split, in order, and nothing is lost but what is too large alone", () => {
    const many = Array.from({ length: 10 }, (_, index) => publicationOf({ seq: index + 1 }));
    const huge = publicationOf({ seq: 11, topics: ["x".repeat(5_000)] });
    const loads = invocationChunks([...many, huge], 3 * sizeOf(publicationOf({ seq: 10 })));
    expect(loads.length).toBeGreaterThan(3);
    expect(loads.flat()).toEqual(many);
    for (const load of loads) {
      expect(Buffer.byteLength(JSON.stringify(load))).toBeLessThanOrEqual(
        3 * sizeOf(publicationOf({ seq: 10 })) + 1,
      );
    }
  });

  it("reaches each segment one load after the other, goals first", async () => {
    const text = "x".repeat(2_500_000);
    const publications = [1, 2, 3].map((seq) =>
      publicationOf({ match_id: `m${seq}`, seq, topics: [text], urgent: seq === 3 }),
    );
    const orders: string[] = [];
    const broadcasters: Broadcasters = {
      broadcast: async ({ segment, publications }) => {
        orders.push(`${segment.index}: ${publications.map(({ match_id }) => match_id)}`);
        await new Promise((resolve) => setImmediate(resolve));
        return { ...EMPTY_REPORT, delivered: publications.length, viewers: { m3: publications.length } };
      },
    };
    const two = [0, 1].map((index) => ({ index, of: 2 }));
    const report = await broadcast(publications, two, { broadcasters, log: QUIET }, 1_000);
    expect(orders).toEqual(["0: m3,m1", "1: m3,m1", "0: m2", "1: m2"]);
    expect(report).toMatchObject({ delivered: 6, viewers: { m3: 4 } });
    expect(channelsOf(publications)).toContain(text);
  });
});

/** Ids by channel. */
function viewersOn(viewers: readonly { id: string; on: readonly string[] }[]): Record<string, string[]> {
  const channels = new Set(viewers.flatMap(({ on }) => on));
  const idsOn = (channel: string) => viewers.filter(({ on }) => on.includes(channel)).map(({ id }) => id);
  return Object.fromEntries(Array.from(channels, (channel) => [channel, idsOn(channel)]));
}
