import { afterEach, describe, expect, test } from "vitest";
import { lambdaBroadcasters } from "../../../../modules/adapters/lambda/broadcasters.ts";
import type { SegmentReport } from "../../../../modules/ports/gateway.ts";
import { type CallbackScript, type CallbackServer, startCallback } from "../../../support/callback.ts";

const SERVED: SegmentReport = {
  delivered: 5,
  failed: 1,
  skipped: 2,
  conflated: 0,
  deferred: 3,
  gone: 1,
  viewers: { 1: 7 },
};
const identity = {
  region: "eu-west-1",
  credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret", sessionToken: "token" },
};
const ORDER = { segment: { index: 1, of: 4 }, publications: [], until: 1_000 };

let server: CallbackServer | undefined;
afterEach(() => server?.stop());

async function broadcasters(script: CallbackScript, now: () => number = () => 0) {
  server = await startCallback(script);
  const endpoint = new URL(server.url);
  const options = {
    ...identity,
    endpoint,
    functionName: "touchline-broadcaster",
    sleep: async () => {},
    now,
  };
  return lambdaBroadcasters(options);
}

const failed = { "x-amz-function-error": "Unhandled" };

describe("a segment", () => {
  test("is served by a synchronous invocation, signed for Lambda, whose answer counts", async () => {
    const { broadcast } = await broadcasters((_, response) => response.end(JSON.stringify(SERVED)));
    expect(await broadcast(ORDER)).toEqual(SERVED);
    expect(server?.calls).toMatchObject([
      {
        path: "/2015-03-31/functions/touchline-broadcaster/invocations",
        body: '{"segment":{"index":1,"of":4},"until":1000,"publications":[]}',
        headers: {
          "x-amz-invocation-type": "RequestResponse",
          "x-amz-security-token": "token",
          authorization: expect.stringMatching(
            /\/eu-west-1\/lambda\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-invocation-type;x-amz-security-token, /,
          ),
        },
      },
    ]);
  });

  test.each([
    ["Lambda is busy", (response) => response.writeHead(429).end()],
    ["Lambda fails", (response) => response.writeHead(500).end()],
    ["the function fails", (response) => response.writeHead(200, failed).end("{}")],
    ["the connection is lost", (response) => response.socket?.destroy()],
  ] satisfies [string, (response: Parameters<CallbackScript>[1]) => void][])(
    "is asked for again while %s",
    async (_, once) => {
      const { broadcast } = await broadcasters((_call, response, index) => {
        if (index < 2) once(response);
        else response.end(JSON.stringify(SERVED));
      });
      expect(await broadcast(ORDER)).toEqual(SERVED);
    },
  );

  test.each([
    ["Lambda stays busy", (response) => response.writeHead(429).end()],
    ["the function keeps failing", (response) => response.writeHead(200, failed).end("{}")],
    ["the answer is none", (response) => response.end("served!")],
  ] satisfies [string, (response: Parameters<CallbackScript>[1]) => void][])(
    "is given up on in the end if %s",
    async (_, always) => {
      const { broadcast } = await broadcasters((_call, response) => void always(response));
      await expect(broadcast(ORDER)).rejects.toMatchObject({ name: "OutageError" });
      expect(server?.calls).toHaveLength(3);
    },
  );

  test.each([403, 404, 413])("that Lambda refuses with %i is not asked for again", async (status) => {
    const { broadcast } = await broadcasters((_call, response) => response.writeHead(status).end());
    await expect(broadcast(ORDER)).rejects.toThrow(`${status}`);
    expect(server?.calls).toHaveLength(1);
  });

  test("is not asked for again when its time is over", async () => {
    let clock = 0;
    const { broadcast } = await broadcasters(
      (_call, response) => {
        clock = 1_000;
        response.writeHead(429).end();
      },
      () => clock,
    );
    await expect(broadcast(ORDER)).rejects.toMatchObject({ name: "OutageError" });
    expect(server?.calls).toHaveLength(1);
  });

  test("that does not answer in time is left, and the reason kept", async () => {
    const { broadcast } = await broadcasters(
      () => {},
      () => 10_990,
    );
    await expect(broadcast(ORDER)).rejects.toMatchObject({ name: "OutageError", cause: expect.any(Error) });
    // It may not even have arrived by then.
    expect(server?.calls.length).toBeLessThanOrEqual(1);
  });
});

test("the segments of a push share the JSON of what is told", async () => {
  const { broadcast } = await broadcasters((_, response) => response.end(JSON.stringify(SERVED)));
  const told = { toJSON: () => ++encoded };
  let encoded = 0;
  const publications = [told] as never;
  await broadcast({ ...ORDER, publications });
  await broadcast({ ...ORDER, publications, segment: { index: 2, of: 4 } });
  expect(server?.calls.map(({ body }) => body)).toEqual([
    '{"segment":{"index":1,"of":4},"until":1000,"publications":[1]}',
    '{"segment":{"index":2,"of":4},"until":1000,"publications":[1]}',
  ]);
});
