import type { ServerResponse } from "node:http";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { generate } from "selfsigned";
import { afterEach, describe, expect, test } from "vitest";
import { payloadOf } from "../../../../modules/adapters/api-gateway/payload.ts";
import {
  type GatewayOptions,
  signedGateway,
} from "../../../../modules/adapters/api-gateway/signed-gateway.ts";
import {
  answer,
  type CallbackScript,
  type CallbackServer,
  startCallback,
} from "../../../support/callback.ts";

const credentials = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret", sessionToken: "token+/=" };
const AT_ONCE = { sleep: async () => {}, random: () => 0.5 };
/** Longer than a busy machine takes for an answer, so that only what is never answered is too late. */
const BUSY_MS = 1_000;
const FRAME = payloadOf('{"type":"match_event","name":"Müller"}');

let server: CallbackServer;
afterEach(() => server.stop());

async function gateway(script: CallbackScript, options: Partial<GatewayOptions> = {}) {
  server = await startCallback(script);
  return signedGateway({
    callbackUrl: `${server.url}/live`,
    region: "eu-west-1",
    credentials,
    ...AT_ONCE,
    ...options,
  });
}

describe("a post", () => {
  test("is signed and carries the frame as it is", async () => {
    const now = () => Date.parse("2024-11-20T10:30:00.000Z");
    const { post } = await gateway((_, response) => answer(response, 200), { now });
    expect(await post("L0SM9cOF/+w=", FRAME)).toBe("delivered");

    expect(server.calls).toMatchObject([
      {
        path: "/live/@connections/L0SM9cOF%2F%2Bw%3D",
        body: '{"type":"match_event","name":"Müller"}',
        headers: {
          host: new URL(server.url).host,
          "content-type": "application/octet-stream",
          "content-length": String(FRAME.body.length),
          "x-amz-date": "20241120T103000Z",
          "x-amz-security-token": "token+/=",
          authorization: expect.stringMatching(
            /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/20241120\/eu-west-1\/execute-api\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
          ),
        },
      },
    ]);
  });

  test.each<[number, string, number]>([
    [200, "delivered", 1],
    [410, "gone", 1],
    [400, "failed", 1],
    [403, "failed", 1],
    [413, "failed", 1],
    [429, "failed", 4],
    [500, "failed", 4],
    [503, "failed", 4],
  ])("answered %i is %s after %i tries", async (status, outcome, tries) => {
    const { post } = await gateway((_, response) => answer(response, status));
    expect(await post("a=", FRAME)).toBe(outcome);
    expect(server.calls).toHaveLength(tries);
  });

  test("is delivered once a later try passes, after pauses with full jitter", async () => {
    const pauses: number[] = [];
    const { post } = await gateway((_, response, index) => answer(response, [429, 500, 200][index] ?? 418), {
      sleep: async (ms) => pauses.push(ms),
    });
    expect(await post("a=", FRAME)).toBe("delivered");
    expect(pauses).toEqual([50, 100]);
  });

  test("to a connection that is gone is known by the status alone", async () => {
    const { post } = await gateway((_, response) => {
      response.writeHead(410);
      response.end();
    });
    expect(await post("a=", FRAME)).toBe("gone");
  });

  test("that is never answered fails when its time is up, and is tried again", async () => {
    const { post } = await gateway((_, response, index) => index > 0 && answer(response, 200), {
      timeoutMs: BUSY_MS,
    });
    expect(await post("a=", FRAME)).toBe("delivered");
    expect(server.calls).toHaveLength(2);
    await server.stop();
    const hanging = await gateway(() => {}, { timeoutMs: BUSY_MS });
    expect(await hanging.post("a=", FRAME)).toBe("failed");
    expect(server.calls).toHaveLength(4);
  });

  test("whose connection is cut off is tried again on another", async () => {
    const { post } = await gateway((_, response, index) => {
      if (index === 1) response.socket?.destroy();
      else answer(response, 200);
    });
    expect(await post("a=", FRAME)).toBe("delivered");
    expect(await post("b=", FRAME)).toBe("delivered");
    expect(server.calls.map(({ connection }) => connection)).toEqual([1, 1, 2]);
  });

  test("fails where nobody listens", async () => {
    const { post } = await gateway(() => {});
    await server.stop();
    expect(await post("a=", FRAME)).toBe("failed");
  });

  test("fails where something else than HTTP answers", async () => {
    const { post } = await gateway((_, response) => response.socket?.end("HELLO\r\n\r\n"));
    expect(await post("a=", FRAME)).toBe("failed");
  });
});

describe("connections", () => {
  test("are kept, whatever the answers were", async () => {
    const { post } = await gateway((_, response, index) =>
      answer(response, [200, 410, 400][index % 3] ?? 200),
    );
    for (let index = 0; index < 9; index += 1) await post("a=", FRAME);
    expect(new Set(server.calls.map(({ connection }) => connection))).toEqual(new Set([1]));
  });

  test("are not used again after an answer that closes them", async () => {
    const { post } = await gateway((_, response) => answer(response, 200, { connection: "close" }), {
      retries: 0,
    });
    expect([await post("a=", FRAME), await post("a=", FRAME)]).toEqual(["delivered", "delivered"]);
    expect(server.calls.map(({ connection }) => connection)).toEqual([1, 2]);
  });

  test("are at most as many as allowed; all others wait and are served", async () => {
    const held: ServerResponse[] = [];
    const { post } = await gateway(
      (_, response) => {
        // Answered only once five are there: fewer at a time would wait forever.
        if (held.push(response) < 5) return;
        for (const one of held.splice(0)) answer(one, 200);
      },
      { maxSockets: 5 },
    );
    const ids = Array.from({ length: 200 }, (_, index) => `${index}`);
    const outcomes = await Promise.all(ids.map((id) => post(id, FRAME)));
    expect(outcomes.filter((outcome) => outcome !== "delivered")).toEqual([]);
    expect(server.calls.map(({ path }) => path.split("/").at(-1)).toSorted()).toEqual(ids.toSorted());
    expect(server.peak()).toBe(5);
  });

  test("that hang hold up nobody else", async () => {
    const { post } = await gateway((call, response) => call.path.endsWith("slow") || answer(response, 200), {
      maxSockets: 4,
      timeoutMs: BUSY_MS,
      retries: 0,
    });
    const slow = ["slow", "slow", "slow"].map((id) => post(id, FRAME));
    const fast = await Promise.all(Array.from({ length: 50 }, (_, index) => post(`${index}`, FRAME)));
    expect(new Set(fast)).toEqual(new Set(["delivered"]));
    expect(await Promise.all(slow)).toEqual(["failed", "failed", "failed"]);
  });

  test("are encrypted where the URL says so, and only to whom we trust", async () => {
    const certificate = await generate([{ name: "commonName", value: "localhost" }], {
      extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }],
    });
    server = await startCallback((_, response) => answer(response, 200), {
      key: certificate.private,
      cert: certificate.cert,
    });
    const secure = () =>
      signedGateway({ callbackUrl: `${server.url}/live`, region: "eu-west-1", credentials, ...AT_ONCE });
    expect(await secure().post("a=", FRAME)).toBe("failed");

    const trusted = getCACertificates();
    setDefaultCACertificates([...trusted, certificate.cert]);
    try {
      const { post } = secure();
      expect([await post("a=", FRAME), await post("b=", FRAME)]).toEqual(["delivered", "delivered"]);
      expect(server.calls.map(({ body }) => body)).toEqual([FRAME.body.toString(), FRAME.body.toString()]);
      expect(new Set(server.calls.map(({ connection }) => connection)).size).toBe(1);
    } finally {
      setDefaultCACertificates(trusted);
    }
  });
});
