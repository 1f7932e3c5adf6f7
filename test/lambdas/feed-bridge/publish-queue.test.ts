import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type MatchMessage,
  type PublishQueue,
  publishQueue,
} from "../../../lambdas/feed-bridge/publish-queue.ts";
import type { StreamRecord } from "../../../modules/match/event.ts";
import { OutageError } from "../../../modules/runtime/errors.ts";
import { event, NOW } from "../../support/items.ts";

let published: string[];
/** What becomes of the next calls: how many records get in before the call fails. */
let failing: number[];
let mapFails: number;
let blocked: boolean[];
let stop: AbortController;
let out: PublishQueue;

beforeEach(() => {
  published = [];
  failing = [];
  mapFails = 0;
  blocked = [];
  stop = new AbortController();
  out = made();
  void out.run(stop.signal);
});
afterEach(() => stop.abort());

function made(most?: number): PublishQueue {
  return publishQueue(
    {
      ids: {
        lookup: async () => {
          mapFails -= 1;
          if (mapFails >= 0) throw new OutageError("no map");
          return new Map([["custom#match#a", { id: "ours" }]]);
        },
      },
      stream: { publish },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      pause: async (ms, signal) => {
        await setTimeout(Math.min(ms, 5), undefined, signal && { signal }).catch(() => undefined);
      },
      random: () => 0.5,
    },
    "custom",
    (isBlocked) => void blocked.push(isBlocked),
    most,
  );
}

async function publish(records: readonly StreamRecord[]): Promise<void> {
  await Promise.resolve();
  const taken = failing.shift() ?? records.length;
  for (const { match_id, items } of records.slice(0, taken)) {
    for (const item of items)
      published.push(`${match_id} ${item.kind === "event" ? item.event.event_id : ""}`);
  }
  if (taken < records.length) throw new OutageError("not everything");
}

function message(match_id: string, event_id: string): MatchMessage {
  return { match_id, received_at: NOW, items: [event({ match_id, event_id })] };
}

test("what is taken goes in, in its order, under our own ids", async () => {
  expect(out.offer([message("a", "1"), message("b", "2")])).toBe(true);
  expect(out.offer([message("a", "3")])).toBe(true);
  await out.emptied(stop.signal);
  expect(published).toEqual(["ours 1", "b 2", "ours 3"]);
});

test("what is sent again is never sent after something newer of the same match", async () => {
  failing = [1, 0];
  out.offer([message("c", "1"), message("b", "2"), message("c", "3"), message("b", "4")]);
  await out.emptied(stop.signal);
  expect(published).toEqual(["c 1", "c 1", "b 2", "c 3", "b 4"]);
  expect(blocked).toEqual([true, false]);
});

test("without the id map nothing is passed on, and nothing is lost", async () => {
  mapFails = 3;
  out.offer([message("b", "1")]);
  await out.emptied(stop.signal);
  expect(published).toEqual(["b 1"]);
  expect(blocked).toEqual([true, false]);
});

test("what there is no room for is not taken, neither in part; who can wait gets in later if it is still wanted", async () => {
  stop.abort();
  const waiting = new AbortController();
  const size = JSON.stringify(message("b", "1").items).length;
  out = made(size * 2 + 10);
  expect(out.offer([message("b", "1")])).toBe(true);
  expect(out.offer([message("b", "2"), message("b", "3")])).toBe(false);
  expect(out.offer([message("b", "4")])).toBe(true);
  const puts = [
    out.put(message("b", "5"), () => true, waiting.signal),
    out.put(message("b", "6"), () => false, waiting.signal),
  ];
  void out.run(waiting.signal);
  await Promise.all(puts);
  await out.emptied(waiting.signal);
  expect(published).toEqual(["b 1", "b 4", "b 5"]);
  waiting.abort();
});

test("what is larger than all the room there is goes alone", async () => {
  stop.abort();
  const other = new AbortController();
  out = made(1);
  expect(out.offer([message("b", "1")])).toBe(true);
  expect(out.offer([message("b", "2")])).toBe(false);
  void out.run(other.signal);
  await out.emptied(other.signal);
  expect(published).toEqual(["b 1"]);
  other.abort();
});
