import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryIds } from "../../support/memory-ids.ts";
import { request, SECRET, standard, testWebhook, xSignature } from "./test-webhook.ts";

const EVENTS = [1, 2, 3].map((n) => ({ event_id: `e-${n}`, match_id: n % 2, event_type: "foul", minute: n }));
const BODY = JSON.stringify(EVENTS);
const ACCEPTED = { status: "accepted", received: 3, duplicates: 0 };

describe("a delivery that is in order", () => {
  test("is in the stream by match when it is answered 202", async () => {
    const { call, published } = testWebhook();
    expect(await call(request({ body: BODY, headers: standard(BODY) }))).toMatchObject({
      status: 202,
      body: ACCEPTED,
    });
    const told = published.map(({ match_id, items }) => [
      match_id,
      ...items.map((item) => item.kind === "event" && item.event.event_id),
    ]);
    expect(told).toEqual([
      ["1", "e-1", "e-3"],
      ["0", "e-2"],
    ]);
    expect(published[0]).toMatchObject({ v: 1, received_at: "2024-11-20T10:30:15.000Z" });
  });

  test("may be signed over the body alone", async () => {
    const { status } = await testWebhook().call(request({ body: BODY, headers: xSignature(BODY) }));
    expect(status).toBe(202);
  });

  test("may come as base64, as gzip, without a content type", async () => {
    const bytes = Buffer.from(BODY);
    const zipped = gzipSync(BODY);
    for (const [body, headers] of [
      [bytes, {}],
      [zipped, { "content-encoding": "gzip" }],
      [zipped, { "content-encoding": " GZIP" }],
      [bytes, { "content-encoding": "identity", "content-type": 'application/json; charset="UTF-8"' }],
      [bytes, { "content-type": "application/vnd.feed+json" }],
    ] as const) {
      const sent = request({ body, headers: { ...xSignature(body), ...headers } });
      expect(await testWebhook().call(sent)).toMatchObject({ status: 202, body: ACCEPTED });
    }
    const plain = request({ body: BODY, headers: xSignature(BODY) });
    const { "content-type": _, ...headers } = plain.headers;
    expect(await testWebhook().call({ ...plain, headers })).toMatchObject({ status: 202 });
  });

  test("may be a status", async () => {
    const body = JSON.stringify({ match_id: "7", status: "half_time" });
    const { call, items } = testWebhook();
    await call(request({ body, path: "/webhooks/match-status", headers: standard(body) }));
    expect(items()).toMatchObject([{ kind: "status", report: { match_id: "7", status: "half_time" } }]);
  });

  test("may be unsigned, from the provider's addresses to its secret path", async () => {
    const paths = ["the-new-one-0123456789abcd", "the-old-one-0123456789abcd"];
    for (const path of paths) {
      const { call, published } = testWebhook({ known: { allow: ["203.0.113.9"], paths } });
      const sent = request({ body: BODY, path: `/webhooks/match-events/${path}` });
      expect(await call(sent)).toMatchObject({ status: 202, body: ACCEPTED });
      expect(published).toHaveLength(2);
    }
  });

  test("is about the match the id map says, and has the priority of its feed", async () => {
    const match = { provider: "custom", kind: "match", external: "1" } as const;
    const { ids } = memoryIds([{ ...match, id: "ours", priority: 1, updated_at: "" }]);
    const { call, published } = testWebhook({ ids });
    await call(request({ body: BODY, headers: standard(BODY) }));
    expect(published.map(({ match_id, priority }) => [match_id, priority])).toEqual([
      ["ours", 1],
      ["0", undefined],
    ]);
  });

  test("may hold nothing", async () => {
    const { call, published } = testWebhook();
    expect((await call(request({ body: "[]", headers: standard("[]") }))).body).toMatchObject({
      received: 0,
    });
    expect(published).toEqual([]);
  });

  test("may be a mebibyte", async () => {
    const body = BODY.padEnd(1024 * 1024, " ");
    expect((await testWebhook().call(request({ body, headers: standard(body) }))).status).toBe(202);
  });
});

describe("a repeated webhook-id", () => {
  test("is answered 202 and changes nothing, with a new timestamp and signature", async () => {
    const { call, published } = testWebhook();
    await call(request({ body: BODY, headers: standard(BODY) }));
    const before = published.length;
    const again = await call(
      request({ body: BODY, headers: standard(BODY, { at: new Date("2024-11-20T10:33:00Z") }) }),
    );
    expect(again).toMatchObject({ status: 202, body: { status: "accepted", received: 3, duplicates: 3 } });
    expect(published).toHaveLength(before);
  });

  test("counts only once everything was in the stream", async () => {
    const failing = testWebhook();
    failing.memory.isOut = true;
    await failing.call(request({ body: BODY, headers: standard(BODY) }));
    expect(failing.remembered.size).toBe(0);
  });

  test("means nothing where the signature does not cover it", async () => {
    const { call, items } = testWebhook();
    const headers = { "webhook-id": "msg_1", ...xSignature(BODY) };
    await call(request({ body: BODY, headers }));
    await call(request({ body: BODY, headers }));
    expect(items()).toHaveLength(6);
  });
});

describe("conveniences", () => {
  const fails = () => Promise.reject(new Error("no table"));
  const hangs = () => new Promise<never>(() => {});

  test.each([
    ["fail", fails],
    ["hang", hangs],
  ])("that %s are skipped with a warning", async (_how, broken) => {
    const { call, published, warnings } = testWebhook({
      deliveries: { accepted: broken, remember: broken },
      rate: { count: broken },
    });
    expect(await call(request({ body: BODY, headers: standard(BODY) }))).toMatchObject({ status: 202 });
    expect(published).toHaveLength(2);
    expect(warnings).toHaveLength(3);
  });
});

describe("a rotated secret", () => {
  test("is read anew when a signature fails, and only then", async () => {
    const asked: boolean[] = [];
    const { call } = testWebhook({
      credentials: {
        credentialsOf: async (_provider, fresh = false) => {
          asked.push(fresh);
          return { secrets: [fresh ? SECRET : "the old one"], allow: [], paths: [] };
        },
      },
    });
    expect((await call(request({ body: BODY, headers: standard(BODY) }))).status).toBe(202);
    expect(asked).toEqual([false, true]);
    asked.length = 0;
    await call(request({ body: BODY, headers: xSignature(BODY, "the old one") }));
    expect(asked).toEqual([false]);
  });
});

test("no request makes the handler fail, and the next good one still works", async () => {
  const body = fc.oneof(
    fc.json(),
    fc.string({ unit: "binary" }),
    fc.uint8Array(),
    fc.constant(gzipSync(BODY)),
    fc.constant(BODY),
    fc.constant('{"events":[{"__proto__":{"match_id":1}}]}'),
  );
  const name = fc.constantFrom(
    "content-type",
    "content-encoding",
    "webhook-id",
    "webhook-signature",
    "x-signature",
  );
  const path = fc.oneof(
    fc.constantFrom("/webhooks/match-events", "/webhooks/match-status", "/webhooks/custom", "/"),
    fc.string().map((text) => `/webhooks/${text}`),
  );
  const anything = fc.record({
    body,
    path,
    headers: fc.dictionary(name, fc.oneof(fc.string(), fc.constantFrom("gzip", "application/json"))),
    ip: fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()),
    scheme: fc.constantFrom("standard", "x", "none"),
  });
  const allow = fc.constantFrom([], ["0.0.0.0/0"]);
  await fc.assert(
    fc.asyncProperty(anything, allow, async ({ scheme, ...sent }, allowed) => {
      const { call } = testWebhook({ known: { allow: allowed } });
      const signature = scheme === "x" ? xSignature(sent.body) : {};
      const valid = scheme === "standard" && typeof sent.body === "string" ? standard(sent.body) : {};
      const answer = await call(request({ ...sent, headers: { ...sent.headers, ...signature, ...valid } }));
      expect([202, 400, 401, 403, 404, 413, 415]).toContain(answer.status);
      expect((await call(request({ body: BODY, headers: standard(BODY) }))).status).toBe(202);
    }),
    { numRuns: 1_000 },
  );
});
