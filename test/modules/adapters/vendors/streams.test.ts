import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { vendorStreams } from "../../../../modules/adapters/vendors/streams.ts";
import type { VendorStreamPart, VendorStreamRequest } from "../../../../modules/ports/vendors.ts";
import { eventually } from "../../../support/eventually.ts";
import { startLineFeed, startSocketFeed, type VendorFeed } from "../../../support/vendor-feeds.ts";

const KEY = "k3y-that-nobody-may-see";
const OPEN = { kind: "open" };
const SIGN = { kind: "sign" };
const said = (text: string) => ({ kind: "message", text });

let feed: VendorFeed;
let elsewhere: VendorFeed;
let stop: AbortController;
beforeEach(() => {
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await feed.close();
});

/** Listens, and tells at any time what has been heard. */
function listen(request: Partial<VendorStreamRequest>, timeoutMs = 5_000) {
  const parts: VendorStreamPart[] = [];
  const whole: VendorStreamRequest = {
    transport: "lines",
    url: feed.url,
    headers: {},
    maxBytes: 1_000,
    ...request,
  };
  const over = (async () => {
    for await (const part of vendorStreams({ timeoutMs }).open(whole, stop.signal)) parts.push(part);
    return "ended";
  })().catch((error: unknown) => error);
  const heard = (...expected: object[]) => eventually(() => expect(parts).toEqual(expected));
  return { parts, over, heard };
}

describe("a stream of lines", () => {
  beforeEach(async () => {
    feed = await startLineFeed();
  });

  test("is a message per line however it is cut up, and empty lines are signs of life", async () => {
    const { heard } = listen({});
    await heard(OPEN);
    feed.sendRaw('{"a":"é');
    feed.sendRaw('1"}\n\n{"b":');
    feed.sendRaw("{}}\r\n");
    await heard(OPEN, said('{"a":"é1"}'), SIGN, said('{"b":{}}\r'));
  });

  test("does not wait for the line break of a whole message", async () => {
    const { heard } = listen({});
    await heard(OPEN);
    feed.sendRaw('{"a":{"b":1}}');
    await heard(OPEN, said('{"a":{"b":1}}'));
    feed.sendRaw('\n{"c":{}');
    await heard(OPEN, said('{"a":{"b":1}}'), SIGN);
    feed.sendRaw("}\n");
    await heard(OPEN, said('{"a":{"b":1}}'), SIGN, said('{"c":{}}'));
  });

  test("that is cut short has not said its last words", async () => {
    const { heard, over } = listen({});
    await heard(OPEN);
    feed.send({ a: 1 });
    feed.sendRaw('{"b":');
    feed.end();
    expect(await over).toBe("ended");
    await heard(OPEN, said('{"a":1}'));
  });

  test("that breaks off is unreachable", async () => {
    const { heard, over } = listen({});
    await heard(OPEN);
    feed.drop();
    expect(await over).toMatchObject({ name: "VendorUnreachableError", reason: "unreachable" });
  });

  test("that never ends a message is broken off", async () => {
    const { heard, over } = listen({});
    await heard(OPEN);
    feed.sendRaw("x".repeat(2_000));
    expect(await over).toMatchObject({ reason: "too_large" });
  });

  test("ends when it is told to", async () => {
    const { heard, over } = listen({});
    await heard(OPEN);
    stop.abort();
    expect(await over).toBe("ended");
    await eventually(() => expect(feed.open).toBe(0));
  });

  test("that is refused says with what, and when to come back", async () => {
    feed.refuse({ status: 429, headers: { "retry-after": "7" } }, { status: 500 });
    const error = await listen({}).over;
    expect(error).toMatchObject({ name: "StreamRefusedError", status: 429, retryAfter: "7" });
    expect(await listen({}).over).toMatchObject({ status: 500 });
  });

  test("of somebody who is not there is unreachable, and who does not answer too slow", async () => {
    expect(await listen({ url: "http://127.0.0.1:9" }).over).toMatchObject({ reason: "unreachable" });
    const { over } = listen({ url: feed.url }, 0);
    expect(await over).toMatchObject({ reason: "too_slow" });
  });

  describe("that is elsewhere", () => {
    beforeEach(async () => {
      elsewhere = await startLineFeed();
    });
    afterEach(() => elsewhere.close());

    test("is found, and is not told the key", async () => {
      feed.refuse({ status: 302, headers: { location: `${elsewhere.url}/session/1` } });
      const { heard } = listen({ headers: { "x-api-key": KEY } });
      await heard(OPEN);
      elsewhere.send({ a: 1 });
      await heard(OPEN, said('{"a":1}'));
      expect(feed.subscribed[0]?.headers["x-api-key"]).toBe(KEY);
      expect(elsewhere.subscribed[0]).toMatchObject({ path: "/session/1" });
      expect(JSON.stringify(elsewhere.subscribed)).not.toContain(KEY);
    });

    test("is not sought for ever, nor outside the web", async () => {
      const round = { status: 302, headers: { location: feed.url } };
      feed.refuse(round, round, round);
      expect(await listen({}).over).toMatchObject({ reason: "redirected" });
      feed.refuse({ status: 302, headers: { location: "ftp://127.0.0.1/x" } });
      expect(await listen({}).over).toMatchObject({ reason: "redirected" });
    });
  });
});

describe("a WebSocket", () => {
  const socket = { transport: "websocket" } as const;
  beforeEach(async () => {
    feed = await startSocketFeed();
  });

  test("is a message per frame, and pings are signs of life", async () => {
    const { heard } = listen({ ...socket, url: `${feed.url}/live_events?APIkey=${KEY}` });
    await heard(OPEN);
    feed.send([{ a: 1 }]);
    await heard(OPEN, said('[{"a":1}]'));
    feed.ping();
    await heard(OPEN, said('[{"a":1}]'), SIGN);
    expect(feed.subscribed).toMatchObject([{ path: "/live_events", query: { APIkey: KEY } }]);
  });

  test("that is closed has ended, and one that breaks off has ended or is unreachable", async () => {
    const first = listen(socket);
    await first.heard(OPEN);
    feed.end();
    expect(await first.over).toBe("ended");
    const second = listen(socket);
    await second.heard(OPEN);
    feed.drop();
    expect(["ended", "unreachable"]).toContain(reasonOf(await second.over));
  });

  test("ends when it is told to", async () => {
    const { heard, over } = listen(socket);
    await heard(OPEN);
    stop.abort();
    expect(await over).toBe("ended");
    await eventually(() => expect(feed.open).toBe(0));
  });

  test("that is refused is unreachable, and no error has the key", async () => {
    feed.refuse({ status: 429 });
    const error = await listen({ ...socket, url: `${feed.url}/?APIkey=${KEY}` }).over;
    expect(error).toMatchObject({ name: "VendorUnreachableError", reason: "unreachable" });
    expect(String((error as Error).stack)).not.toContain(KEY);
    expect((error as Error).cause).toBeUndefined();
  });

  test("that does not answer is too slow, and a frame that is too large is too large", async () => {
    expect(await listen(socket, 0).over).toMatchObject({ reason: "too_slow" });
    const { heard, over } = listen(socket);
    await heard(OPEN);
    feed.send("x".repeat(2_000));
    expect(await over).toMatchObject({ reason: "too_large" });
  });
});

function reasonOf(outcome: unknown): unknown {
  return Object(outcome).reason ?? outcome;
}
