import { describe, expect, it } from "vitest";
import { payloadOf } from "../../../modules/adapters/api-gateway/payload.ts";
import { postAll, type RankedPosts } from "../../../modules/fanout/post-all.ts";
import { unmetered } from "../../../modules/fanout/post-meter.ts";
import type { PostOutcome, PostRank } from "../../../modules/ports/gateway.ts";
import { memoryGateway } from "../../support/memory-gateway.ts";

const OPEN = unmetered(() => 1);

/** Payloads by connection, of one rank. */
function ranked(rank: PostRank, payloads: Record<string, string[]>): RankedPosts {
  return {
    rank,
    posts: Object.entries(payloads).map(([connectionId, texts]) => ({
      connectionId,
      payloads: texts.map((text) => payloadOf(JSON.stringify(text))),
    })),
  };
}

describe("posts", () => {
  it("of a connection come in order, those of the first rank before all others", async () => {
    const order: string[] = [];
    const gateway = {
      post: async (id: string, { body }: { body: Buffer }) => {
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${id} ${JSON.parse(body.toString())}`);
        return "delivered" as const;
      },
    };
    const report = await postAll(
      [ranked("urgent", { a: ["1", "2"] }), ranked("normal", { a: ["3"], b: ["4"] })],
      gateway,
      OPEN,
    );
    expect(order.filter((post) => post.startsWith("a"))).toEqual(["a 1", "a 2", "a 3"]);
    expect(report).toEqual({ delivered: 4, failed: 0, skipped: 0, conflated: 0, goneConnections: [] });
  });

  it("to a slow connection hold up nobody, whatever the rank", async () => {
    const slow = Promise.withResolvers<PostOutcome>();
    const reached: string[] = [];
    const gateway = {
      post: async (id: string, { body }: { body: Buffer }) => {
        reached.push(`${id} ${JSON.parse(body.toString())}`);
        if (reached.length === 201) setImmediate(() => slow.resolve("delivered"));
        return id === "slow" ? slow.promise : ("delivered" as const);
      },
    };
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`v${index}`, ["2"]]));
    const urgent = ranked("urgent", { slow: ["1"] });
    await postAll([urgent, ranked("normal", { slow: ["2"], ...many })], gateway, OPEN);
    expect(reached.filter((post) => post.startsWith("slow"))).toEqual(["slow 1", "slow 2"]);
    expect(reached.at(-1)).toBe("slow 2");
  });

  it("are not made to a connection that failed or left before, also of a later rank", async () => {
    const { gateway, posted } = memoryGateway({ gone: "gone", failing: "failed" });
    const report = await postAll(
      [
        ranked("urgent", { gone: ["1", "2"], failing: ["1", "2"], fine: ["1"] }),
        ranked("normal", { gone: ["3"], failing: ["3"], fine: ["3"] }),
      ],
      gateway,
      OPEN,
    );
    expect(posted).toEqual(new Map([["fine", ["1", "3"]]]));
    expect(report).toEqual({ delivered: 2, failed: 3, skipped: 0, conflated: 0, goneConnections: ["gone"] });
  });

  it("for which there is no leave are counted, statistics apart", async () => {
    const { gateway } = memoryGateway();
    let left = 2;
    const meter = {
      mayPost: async () => {
        left -= 1;
        return left >= 0;
      },
      deferred: () => 0,
    };
    const ranks = [ranked("normal", { a: ["1", "2", "3"] }), ranked("stats", { a: ["4", "5"] })];
    expect(await postAll(ranks, gateway, meter)).toMatchObject({ delivered: 2, skipped: 1, conflated: 2 });
  });
});
