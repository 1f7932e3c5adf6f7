import { gzipSync } from "node:zlib";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { EVENTS, goal, matchId, STATUS, upTo } from "../support/feed.ts";
import { type Journey, journeyThrough, signature } from "../support/journey.ts";
import { SECRET } from "../support/running-system.ts";
import { onSharedSystem } from "../support/shared-system.ts";

let journey: Journey;
onSharedSystem.beforeAll(({ running }) => {
  journey = journeyThrough(running);
});
afterAll(() => journey.close());

const MIB = 1024 * 1024;

/** Every match that something acceptable was sent about: nothing else may ever come into the log from here. */
const good = new Set<string>();
/** What others have left in the log. */
let others: ReadonlySet<string>;
beforeAll(async () => {
  others = new Set(await matchesInTheLog());
});

function goodMatch(): string {
  const match = matchId();
  good.add(match);
  return match;
}

async function matchesInTheLog(): Promise<string[]> {
  const rows = await journey.query<{ match_id: string }>("select distinct match_id from match_log");
  return rows.map(({ match_id }) => match_id);
}

async function strangersInTheLog(): Promise<string[]> {
  return (await matchesInTheLog()).filter((match) => !good.has(match) && !others.has(match));
}

/** Headers by Standard Webhooks. */
function standard(body: string, { id = `msg-${crypto.randomUUID()}`, at = new Date() } = {}) {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(SECRET).sign(id, at, body),
    "x-signature": "",
  };
}

describe("each refusal says what was wrong, keeps nothing, and lets the next good delivery in", () => {
  const body = JSON.stringify(goal("refused"));
  const gzipped = { "content-encoding": "gzip" };
  const bomb = gzipSync(Buffer.alloc(64 * MIB, " "));

  it.each<[string, string, string | Buffer, Record<string, string>, number, string]>([
    ["malformed JSON", EVENTS, '{"match_id":', {}, 400, "invalid_json"],
    ["invalid UTF-8", EVENTS, Buffer.from([0x7b, 0xff, 0x7d]), {}, 400, "invalid_json"],
    [
      "wrong types",
      EVENTS,
      '{"match_id":{},"event_type":"goal","minute":"late"}',
      {},
      400,
      "invalid_payload",
    ],
    ["a type we do not know", EVENTS, body.replace("goal", "try"), {}, 400, "invalid_payload"],
    ["a status without a match", STATUS, '{"status":"finished"}', {}, 400, "invalid_payload"],
    ["one bad event among good ones", EVENTS, `[${body},{"minute":1}]`, {}, 400, "invalid_payload"],
    ["501 events", EVENTS, JSON.stringify(Array(501).fill(goal("refused"))), {}, 400, "invalid_payload"],
    ["2 MB", EVENTS, JSON.stringify([{ filler: "x".repeat(2 * MIB) }]), {}, 413, "too_large"],
    ["a gzip bomb", EVENTS, bomb, gzipped, 413, "too_large"],
    ["what is no gzip", EVENTS, body, gzipped, 400, "invalid_json"],
    [
      "a form",
      EVENTS,
      body,
      { "content-type": "application/x-www-form-urlencoded" },
      415,
      "unsupported_media_type",
    ],
    [
      "the signature of another body",
      EVENTS,
      body,
      { "x-signature": signature("other") },
      401,
      "invalid_signature",
    ],
    ["no signature", EVENTS, body, { "x-signature": "" }, 401, "invalid_signature"],
    [
      "another secret's signature",
      EVENTS,
      body,
      { "x-signature": signature(body, "x") },
      401,
      "invalid_signature",
    ],
    [
      "a timestamp of ten minutes ago",
      EVENTS,
      body,
      standard(body, { at: new Date(Date.now() - 600_000) }),
      401,
      "invalid_signature",
    ],
    ["a provider nobody knows", "/webhooks/nobody", body, {}, 404, "unknown_provider"],
  ])("%s", async (_, path, sent, headers, status, code) => {
    const answer = await journey.send(path, sent, headers);
    expect(answer).toMatchObject({
      status,
      body: { error: { code, message: expect.any(String) }, request_id: expect.any(String) },
    });
    const match = goodMatch();
    expect((await journey.send(EVENTS, goal(match))).status).toBe(202);
    await eventually(async () => expect(await journey.log(match)).toHaveLength(1));
    expect(await strangersInTheLog()).toEqual([]);
  });

  it("names the path and the reason of each fault", async () => {
    const { body } = await journey.send(EVENTS, {
      events: [goal("m"), { match_id: "m", event_type: "goal" }],
    });
    expect(body).toMatchObject({
      error: { details: [{ path: "events[1].minute", reason: "is required" }] },
    });
  });
});

describe("Standard Webhooks", () => {
  it("takes a signed delivery, and answers a repeated webhook-id without changing anything", async () => {
    const match = goodMatch();
    const first = JSON.stringify([goal(match), goal(match)]);
    const other = JSON.stringify(goal(match));
    const id = `msg-${match}`;
    expect(await journey.send(EVENTS, first, standard(first, { id }))).toMatchObject({
      status: 202,
      body: { received: 2, duplicates: 0 },
    });
    expect(await journey.send(EVENTS, other, standard(other, { id }))).toMatchObject({
      status: 202,
      body: { received: 2, duplicates: 2 },
    });
    await journey.send(EVENTS, goal(match, { event_id: "last" }));
    await eventually(async () => expect((await journey.log(match)).at(-1)?.event_id).toBe("last"));
    expect((await journey.log(match)).map(({ seq }) => seq)).toEqual(upTo(3));
  });

  it("takes a gzipped body signed as it was sent", async () => {
    const match = goodMatch();
    const sent = gzipSync(JSON.stringify(goal(match)));
    expect((await journey.send(EVENTS, sent, { "content-encoding": "gzip" })).status).toBe(202);
    await eventually(async () => expect(await journey.log(match)).toHaveLength(1));
  });
});

describe("poison put straight into the stream", () => {
  it("lands in the dead-letter queue with its reason while its shard moves on", async () => {
    const match = goodMatch();
    const stream = journey.system.template.ofType("AWS::Kinesis::Stream")[0]?.ref;
    const put = (data: string) =>
      journey.call("kinesis", "PutRecord", {
        StreamName: stream,
        PartitionKey: match,
        Data: Buffer.from(data).toString("base64"),
      });
    await journey.send(EVENTS, goal(match));
    await put("this is no JSON");
    await put('{"v":1,"match_id":"another match","received_at":"2024-11-20T10:30:00Z","items":[{}]}');
    await journey.send(EVENTS, goal(match));

    await eventually(async () => expect(await journey.log(match)).toHaveLength(2));
    const letters = await journey.deadLetters();
    const ours = letters.filter(({ partition_key }) => partition_key === match);
    expect(ours.map(({ reason }) => reason)).toEqual(["undecodable", "invalid"]);
    expect(Buffer.from(ours[0]?.data ?? "", "base64").toString()).toBe("this is no JSON");
  });
});
