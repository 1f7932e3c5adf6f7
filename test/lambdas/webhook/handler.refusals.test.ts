import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { OutageError } from "../../../modules/runtime/errors.ts";
import { type Headers, NOW, request, SECRET, standard, testWebhook, xSignature } from "./test-webhook.ts";

const EVENT = JSON.stringify({ event_id: "e-1", match_id: "1", event_type: "goal", minute: 1 });
const NOT_UTF_8 = EVENT.replace("e-1", "\xff");
const MIB = 1024 * 1024;

type Case = [
  name: string,
  send: Parameters<typeof request>[0],
  status: number,
  code: string,
  world?: Parameters<typeof testWebhook>[0],
];

function signed(body: string | Uint8Array, more: Headers = {}): Parameters<typeof request>[0] {
  return { body, headers: { ...xSignature(body), ...more } };
}

function down(): Promise<never> {
  return Promise.reject(new OutageError("down"));
}

const padded = (bytes: number) => EVENT.padEnd(bytes, " ");
const old = new Date(NOW.getTime() - 301_000);

const PATH = "qm3ZtRw8KxYp5NvB7cLd2HfJ";
const UNSIGNED = { allow: ["203.0.113.0/24"], paths: [PATH] };

function toPath(secret: string): Parameters<typeof request>[0] {
  return { body: EVENT, path: `/webhooks/match-events/${secret}` };
}

const CASES: Case[] = [
  ["a provider nobody knows", { ...signed(EVENT), path: "/webhooks/nobody" }, 404, "unknown_provider"],
  ["a name objects inherit", { ...signed(EVENT), path: "/webhooks/constructor" }, 404, "unknown_provider"],
  ["no native format of ours", { ...signed(EVENT), path: "/webhooks/custom" }, 404, "unknown_provider"],
  ["no provider at all", { ...signed(EVENT), path: "/webhooks/" }, 404, "unknown_provider"],
  [
    "an address not on the list",
    signed(EVENT),
    403,
    "ip_not_allowed",
    { known: { allow: ["198.51.100.0/24"] } },
  ],
  ["a body over 1 MiB", signed(padded(MIB + 1)), 413, "too_large"],
  ["an unsigned body over 1 MiB", { body: padded(2 * MIB) }, 413, "too_large"],
  [
    "a form",
    signed(EVENT, { "content-type": "application/x-www-form-urlencoded" }),
    415,
    "unsupported_media_type",
  ],
  [
    "Latin-1",
    signed(EVENT, { "content-type": "application/json; charset=iso-8859-1" }),
    415,
    "unsupported_media_type",
  ],
  ["brotli", signed(EVENT, { "content-encoding": "br" }), 415, "unsupported_media_type"],
  ["no signature", { body: EVENT }, 401, "invalid_signature"],
  ["a wrong secret in the path", toPath("wrong"), 401, "invalid_signature", { known: UNSIGNED }],
  [
    "the right one without an allow-list",
    toPath(PATH),
    401,
    "invalid_signature",
    { known: { ...UNSIGNED, allow: [] } },
  ],
  [
    "the right one from elsewhere",
    { ...toPath(PATH), ip: "198.51.100.1" },
    403,
    "ip_not_allowed",
    { known: UNSIGNED },
  ],
  ["a secret path nobody was given", toPath(PATH), 401, "invalid_signature"],
  ["the secret that signs, in the path", toPath(SECRET), 401, "invalid_signature", { known: UNSIGNED }],
  ["a secret and more", toPath(`${PATH}/more`), 404, "unknown_provider", { known: UNSIGNED }],
  [
    "a secret for a provider nobody knows",
    { ...toPath(PATH), path: `/webhooks/nobody/${PATH}` },
    404,
    "unknown_provider",
    { known: UNSIGNED },
  ],
  ["an id map out of reach", signed(EVENT), 503, "unavailable", { ids: { lookup: () => down() } }],
  ["a signature of another body", { body: EVENT, headers: xSignature("{}") }, 401, "invalid_signature"],
  [
    "a signature with another secret",
    { body: EVENT, headers: xSignature(EVENT, "other") },
    401,
    "invalid_signature",
  ],
  ["an old timestamp", { body: EVENT, headers: standard(EVENT, { at: old }) }, 401, "invalid_signature"],
  ["an unsigned body that is no JSON either", { body: "{" }, 401, "invalid_signature"],
  [
    "a signature of what was zipped",
    { body: gzipSync(EVENT), headers: { ...xSignature(EVENT), "content-encoding": "gzip" } },
    401,
    "invalid_signature",
  ],
  ["too many deliveries", signed(EVENT), 429, "rate_limited", { rateLimit: 0 }],
  ["JSON cut short", signed(EVENT.slice(0, -1)), 400, "invalid_json"],
  ["nothing", signed(""), 400, "invalid_json"],
  ["invalid UTF-8", signed(Buffer.from(NOT_UTF_8, "latin1")), 400, "invalid_json"],
  ["a byte order mark", signed(`\uFEFF${EVENT}`), 400, "invalid_json"],
  ["gzip that is none", signed(EVENT, { "content-encoding": "gzip" }), 400, "invalid_json"],
  [
    "gzip cut short",
    signed(gzipSync(EVENT).subarray(0, -9), { "content-encoding": "gzip" }),
    400,
    "invalid_json",
  ],
  ["a gzip bomb", signed(gzipSync(Buffer.alloc(50 * MIB)), { "content-encoding": "gzip" }), 413, "too_large"],
  ["an event without anything", signed("{}"), 400, "invalid_payload"],
  ["one bad event among good ones", signed(`[${EVENT},{"match_id":"1"}]`), 400, "invalid_payload"],
  ["501 events", signed(`[${Array(501).fill(EVENT).join()}]`), 400, "invalid_payload"],
  [
    "a status that is an event's body",
    { ...signed('{"minute":1}'), path: "/webhooks/match-status" },
    400,
    "invalid_payload",
  ],
  ["a stream that is down", signed(EVENT), 503, "stream_unavailable", { stream: { publish: down } }],
  ["secrets out of reach", signed(EVENT), 503, "unavailable", { credentials: { credentialsOf: down } }],
];

describe("refused, and nothing of it published or remembered", () => {
  test.each(CASES)("%s", async (_name, send, status, code, world) => {
    const { call, published, remembered } = testWebhook(world);
    const answer = await call(request(send));
    expect(answer).toMatchObject({
      status,
      headers: {
        "content-type": "application/json",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
      },
      body: { error: { code, message: expect.stringMatching(/\.$/) }, request_id: "request-1" },
    });
    expect(published).toEqual([]);
    expect(remembered.size).toBe(0);
  });
});

describe("what a refusal tells", () => {
  test("faults with path and reason", async () => {
    const { body } = await testWebhook().call(
      request(signed(`{"events":[${EVENT},{"match_id":"1","minute":1}]}`)),
    );
    expect(body.error.details).toEqual([{ path: "events[1].event_type", reason: "is required" }]);
  });

  test("no more than 50 faults", async () => {
    const { body } = await testWebhook().call(request(signed(`[${Array(400).fill("{}").join()}]`)));
    expect(body.error.details).toHaveLength(50);
    expect(body.error.message).toContain("1200 faults");
  });

  test("when the next minute begins, if there were too many", async () => {
    const { headers } = await testWebhook({ rateLimit: 0 }).call(request(signed(EVENT)));
    expect(headers["retry-after"]).toBe("45");
  });

  test("to come back, if the stream is down", async () => {
    const { headers } = await testWebhook({ stream: { publish: down } }).call(request(signed(EVENT)));
    expect(headers["retry-after"]).toBe("1");
  });

  test("nothing of the secret", async () => {
    const { call } = testWebhook({ known: { secrets: ["hush-hush-hush"] } });
    expect(JSON.stringify(await call(request({ body: EVENT })))).not.toContain("hush");
  });
});

describe("a refusal is a failure of the feed", () => {
  test.each<[string, Parameters<typeof request>[0], string[]]>([
    ["if the sender is known, and what it sends is not JSON", signed("{"), ["custom 1"]],
    ["if the sender is known, and what it sends breaks a rule", signed('{"match_id":"1"}'), ["custom 1"]],
    ["not if anybody may have sent it", { body: "{" }, []],
    ["not if it is none", signed(EVENT), []],
  ])("%s", async (_, sent, failures) => {
    const world = testWebhook();
    await world.call(request(sent));
    expect(world.failures).toEqual(failures);
  });

  test("which is answered whether it can be counted or not", async () => {
    const { call, warnings } = testWebhook({ feeds: { addCounts: down } });
    expect(await call(request(signed("{")))).toMatchObject({ status: 400 });
    expect(warnings).toEqual(["refusal not counted"]);
  });
});
