import { describe, expect, it } from "vitest";
import { concurrencyLimit } from "../../../../../local/aws/api-gateway/websocket/concurrency-limit.ts";

const stays = new AbortController().signal;

/** Work that goes on until it is told to end. */
function work() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let begun = false;
  return {
    run: () => {
      begun = true;
      return promise;
    },
    begun: () => begun,
    end: resolve,
    fail: reject,
  };
}

async function settled() {
  await new Promise(setImmediate);
}

describe("a concurrency limit", () => {
  it("lets so many in at a time, in the order they came", async () => {
    const limited = concurrencyLimit(2);
    const crowd = [work(), work(), work(), work()] as const;
    const answers = crowd.map(({ run }) => limited(run, stays));
    await settled();
    expect(crowd.map(({ begun }) => begun())).toEqual([true, true, false, false]);
    crowd[1].end("second");
    expect(await answers[1]).toBe("second");
    await settled();
    expect(crowd.map(({ begun }) => begun())).toEqual([true, true, true, false]);
    for (const { end } of crowd) end("done");
    expect(await Promise.all(answers)).toEqual(["done", "second", "done", "done"]);
  });

  it("begins the next work when one fails", async () => {
    const limited = concurrencyLimit(1);
    const [first, second] = [work(), work()];
    const answers = [limited(first.run, stays), limited(second.run, stays)];
    await settled();
    first.fail(new Error("broken"));
    await expect(answers[0]).rejects.toThrow("broken");
    second.end("fine");
    expect(await answers[1]).toBe("fine");
  });

  it("does not begin for whoever has left, before or in the queue, and keeps no place for them", async () => {
    const limited = concurrencyLimit(1);
    const [first, gone, late, last] = [work(), work(), work(), work()];
    const [leaver, absent] = [new AbortController(), AbortSignal.abort()];
    const answers = [
      limited(first.run, stays),
      limited(gone.run, leaver.signal),
      limited(late.run, absent),
      limited(last.run, stays),
    ];
    leaver.abort();
    expect(await answers[1]).toBeUndefined();
    expect(await answers[2]).toBeUndefined();
    first.end("first");
    last.end("last");
    expect(await Promise.all([answers[0], answers[3]])).toEqual(["first", "last"]);
    expect([gone.begun(), late.begun()]).toEqual([false, false]);
  });
});
