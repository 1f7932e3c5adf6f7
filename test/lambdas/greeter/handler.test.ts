import { describe, expect, test } from "vitest";
import { createHandler } from "../../../lambdas/greeter/handler.ts";
import { payloadOf } from "../../../modules/adapters/api-gateway/payload.ts";
import type { MatchFrame } from "../../../modules/match/frame.ts";
import type { Connection, Subscriber } from "../../../modules/ports/audience.ts";
import type { PostOutcome } from "../../../modules/ports/gateway.ts";
import type { EntryFrames, StoredSnapshot } from "../../../modules/ports/recovery.ts";
import type { Fields } from "../../../modules/runtime/log.ts";
import { memoryFrames } from "../../support/memory-frames.ts";
import { memoryPresence } from "../../support/memory-presence.ts";
import { ALICE, ID, NOW, stored } from "../sockets/test-sockets.ts";

const CHANNELS = ["match:1", "all", "match:2"];

interface World {
  /** Of the posts in turn; then `otherwise`. */
  outcomes?: PostOutcome[];
  otherwise?: PostOutcome;
  /** What is known at each of the reads in turn; then the last. */
  known?: StoredSnapshot[][];
  kept?: EntryFrames[];
  connection?: Partial<Connection>;
  others?: Subscriber[];
}

function greeterIn({ outcomes = [], otherwise = "delivered", known = [], kept = [], ...world }: World = {}) {
  const said: string[] = [];
  const told: { id: string; frame: Record<string, unknown> }[] = [];
  const warned: (Fields | undefined)[] = [];
  const memory = memoryFrames();
  memory.frames.append(kept.map((entry) => ({ ...entry, view: "public" as const })));
  let waited = 0;
  const names = world.connection?.subscriptions ?? new Map(CHANNELS.map((channel) => [channel, {}]));
  const handler = createHandler({
    audience: {
      connection: async (id) =>
        id === ID
          ? {
              connected_at: new Date(NOW),
              dialect: "touchline",
              batch: false,
              ...world.connection,
              subscriptions: names,
            }
          : undefined,
      subscribers: async (channels) => new Map(channels.map((channel) => [channel, world.others ?? []])),
    },
    presence: memoryPresence().presence,
    snapshots: {
      get: async (ids) => {
        said.push(`read ${ids.join()}`);
        const now = (known.length > 1 ? known.shift() : known[0]) ?? [];
        return new Map(now.map((one) => [one.snapshot.match_id, one]));
      },
    },
    frames: memory.frames,
    gateway: {
      post: async (id, { body }) => {
        const frame = JSON.parse(body.toString());
        const outcome = id === ID ? (outcomes.shift() ?? otherwise) : "delivered";
        if (id === ID) said.push(`${outcome}: ${frame.type}${frame.match_id ?? ""}`);
        if (outcome === "delivered") told.push({ id, frame });
        return outcome;
      },
    },
    payloadOf,
    log: { info: () => {}, warn: (_, fields) => warned.push(fields), error: () => {} },
    now: () => new Date(NOW),
    sleep: async (ms) => {
      waited += ms;
    },
  });
  const greet = (after?: Record<string, number>, id = ID) =>
    handler({ connection_id: id, channels: [...names.keys()], ...(after ? { after } : {}) });
  return { greet, handler, said, told, warned, waited: () => waited };
}

function kept(seq: number): EntryFrames {
  const frame = { type: "score_update", channel: "match:1", match_id: "1", seq, prev_seq: seq - 1 };
  return { match_id: "1", seq, prev_seq: seq - 1, frames: [frame as unknown as MatchFrame] };
}

test("waits for the handshake, and reads the snapshots only after it", async () => {
  const { greet, said, waited } = greeterIn({
    outcomes: ["gone", "gone"],
    known: [[stored("1", 5, 4), stored("2", 1, 1)]],
  });
  await greet();
  expect(said).toEqual([
    "gone: subscribed",
    "gone: subscribed",
    "delivered: subscribed",
    "read 1,2",
    "delivered: match_update1",
    "delivered: match_update2",
  ]);
  expect(waited()).toBe(75);
});

test("gives a connection up that does not come within two seconds", async () => {
  const { greet, said, warned, waited } = greeterIn({ known: [[stored("1", 1, 1)]], otherwise: "gone" });
  await greet();
  expect(new Set(said)).toEqual(new Set(["gone: subscribed"]));
  expect(waited()).toBe(2_000);
  expect(warned).toEqual([]);
});

test("says nothing to a connection that has been forgotten", async () => {
  const { greet, said } = greeterIn();
  await greet(undefined, "gone=");
  expect(said).toEqual([]);
});

test("stops where the viewer leaves in the midst of it", async () => {
  const { greet, said } = greeterIn({
    outcomes: ["delivered", "gone"],
    known: [[stored("1", 1, 1), stored("2", 1, 1)]],
  });
  await greet();
  expect(said.at(-1)).toBe("gone: match_update1");
});

test("goes on after a frame that was lost, and logs how many were", async () => {
  const { greet, said, warned } = greeterIn({ outcomes: ["failed"], known: [[stored("1", 1, 1)]] });
  await greet();
  expect(said.at(-1)).toBe("delivered: match_update1");
  expect(warned).toEqual([{ connection_id: ID, lost: 1 }]);
});

test("refuses what is no greeting", async () => {
  const { handler } = greeterIn();
  await expect(handler({ channels: ["all"] })).rejects.toThrow();
});

describe("who comes back with a position", () => {
  test("is told all it missed, also what happened during the handshake", async () => {
    const { greet, told } = greeterIn({
      known: [
        [stored("1", 4, 4), stored("2", 9, 9)],
        [stored("1", 6, 6), stored("2", 9, 9)],
      ],
      kept: [3, 4, 5, 6].map(kept),
    });
    await greet({ "match:1": 2 });
    expect(told[0]?.frame).toMatchObject({
      type: "subscribed",
      recovered: { "match:1": true, "match:2": false },
    });
    expect(told.slice(1).map(({ frame }) => `${frame.type} ${frame.match_id} ${frame.seq}`)).toEqual([
      "score_update 1 3",
      "score_update 1 4",
      "score_update 1 5",
      "score_update 1 6",
      "match_update 2 9",
    ]);
  });

  test("is given the snapshot, once, where that cannot be had", async () => {
    const { greet, told } = greeterIn({ known: [[stored("1", 9, 9)]], kept: [8, 9].map(kept) });
    await greet({ "match:1": 2 });
    expect(told.map(({ frame }) => frame)).toMatchObject([
      { type: "subscribed", recovered: { "match:1": false } },
      { type: "match_update", seq: 9 },
    ]);
  });
});

test("who comes to a presence channel is told who is there, and the others that it came", async () => {
  const subscriptions = new Map([["presence-match:1", {}]]);
  const bob: Subscriber = { id: "bob=", dialect: "touchline", batch: false };
  const { greet, told } = greeterIn({
    connection: { bearer: ALICE, subscriptions },
    others: [bob, { ...bob, id: ID }],
  });
  await greet();
  const member = { id: "alice", name: "Alice" };
  expect(told).toMatchObject([
    { id: ID, frame: { type: "subscribed", channels: ["presence-match:1"] } },
    { id: ID, frame: { type: "presence_state", channel: "presence-match:1", count: 1, members: [member] } },
    { id: "bob=", frame: { type: "presence_join", channel: "presence-match:1", member, count: 1 } },
  ]);
});

test("greets in the connection's dialect, and in batches where it takes them", async () => {
  const { greet, told } = greeterIn({
    connection: { dialect: "flat", batch: true },
    known: [[stored("1", 5, 4), stored("2", 1, 1)]],
  });
  await greet();
  expect(told.map(({ frame }) => frame)).toMatchObject([
    { type: "SUBSCRIBED" },
    { type: "BATCH", frames: [{ type: "SCORE_UPDATE" }, { type: "SCORE_UPDATE" }] },
  ]);
});
