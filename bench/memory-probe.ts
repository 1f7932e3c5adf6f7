import type { KinesisStreamEvent } from "aws-lambda";
import { createHandler } from "../lambdas/consumer/handler.ts";
import { payloadOf } from "../modules/adapters/api-gateway/payload.ts";
import { batchOf, EVENTS } from "./load.ts";

/** Runs in a process of its own: one batch through the handler, with a hundred viewers, and nothing kept. */
const VIEWERS = Array.from({ length: 100 }, (_, index) => ({
  id: `viewer-${index}`,
  dialect: "touchline" as const,
  batch: false,
}));

let peak = 0;
function look<T>(value: T): Promise<T> {
  peak = Math.max(peak, process.memoryUsage.rss());
  return Promise.resolve(value);
}

const handler = createHandler({
  matches: {
    load: () => look(new Map()),
    known: () => look(new Map()),
    commit: () => look(undefined),
    entriesAfter: () => look([]),
    markPushed: () => look(undefined),
  },
  snapshots: { put: () => look(undefined), get: () => look(new Map()) },
  frames: { append: () => look(undefined) },
  audience: {
    subscribers: (channels) => look(new Map(channels.map((channel) => [channel, VIEWERS]))),
    sizes: (channels) => look(new Map(channels.map((channel) => [channel, VIEWERS.length]))),
    forget: () => look(undefined),
  },
  gateway: { post: () => look("delivered" as const) },
  broadcasters: { broadcast: () => Promise.reject(new Error("so few need none")) },
  budget: { postsPerSecond: 7_500, chunk: 234, take: () => look(0) },
  deadLetters: { send: () => look(undefined) },
  feeds: {
    addCounts: () => look(undefined),
    recordLive: () => look(undefined),
    removeLive: () => look(undefined),
    recordHeartbeat: () => look(undefined),
    recordUnreachable: () => look(undefined),
    recordReachable: () => look(undefined),
  },
  metrics: { report: () => {} },
  payloadOf,
  log: { info: () => {}, warn: () => {}, error: () => {} },
  now: () => new Date(),
});

const Records = batchOf(EVENTS).map(({ sequence_number, partition_key, data }) => ({
  kinesis: { sequenceNumber: sequence_number, partitionKey: partition_key, data },
}));
globalThis.gc?.();
const before = process.memoryUsage.rss();
await handler({ Records } as KinesisStreamEvent, { getRemainingTimeInMillis: () => 60_000 });
console.log(JSON.stringify({ before: before / 2 ** 20, peak: Math.max(peak, before) / 2 ** 20 }));
