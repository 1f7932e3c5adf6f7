import { request as rawRequest } from "node:http";
import { gzipSync } from "node:zlib";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { afterEach, describe, expect, test } from "vitest";
import { type Page, startHttpApi } from "../../../../local/aws/api-gateway/http-api.ts";
import type { Functions, Template } from "../../../../local/aws/interfaces.ts";
import { fakeApi, fakeFunctions, silentLog } from "../../../support/fake-template.ts";

let stop: (() => Promise<void>) | undefined;
afterEach(() => stop?.());

async function serve(template: Template, functions: Functions, page?: Page) {
  const log = silentLog();
  const running = await startHttpApi({ template, functions, port: 0, log }, page);
  stop = running.stop;
  return { url: running.url, log };
}

const echo = (event: APIGatewayProxyEventV2) => event;

describe("routes", () => {
  const routes = {
    "GET /matches": "list",
    "GET /matches/{id}": "one",
    "GET /matches/live": "live",
    "ANY /matches/{id}": "any",
    "GET /matches/{id}/{rest+}": "rest",
    "POST /matches/{id}/events": "events",
  };
  const names = (routes: Record<string, string>) =>
    fakeFunctions(
      Object.fromEntries(
        Object.values(routes).map((name) => [
          name,
          ({ pathParameters }: APIGatewayProxyEventV2) => ({ name, pathParameters }),
        ]),
      ),
    );

  test.each([
    ["GET", "/matches", { name: "list" }],
    ["GET", "/matches/live", { name: "live" }],
    ["GET", "/matches/7", { name: "one", pathParameters: { id: "7" } }],
    ["GET", "/matches/a%20b?x=1", { name: "one", pathParameters: { id: "a b" } }],
    ["DELETE", "/matches/7", { name: "any", pathParameters: { id: "7" } }],
    ["POST", "/matches/7/events", { name: "events", pathParameters: { id: "7" } }],
    ["GET", "/matches/7/a/b", { name: "rest", pathParameters: { id: "7", rest: "a/b" } }],
  ])("%s %s", async (method, path, expected) => {
    const { url } = await serve(fakeApi("HTTP", "$default", routes), names(routes));
    const response = await fetch(url + path, { method });
    expect(await response.json()).toEqual(expected);
  });

  test.each([
    ["GET", "/"],
    ["POST", "/matches"],
    ["GET", "/matches/"],
    ["GET", "/matchesx"],
  ])("%s %s is not found", async (method, path) => {
    const { url } = await serve(fakeApi("HTTP", "$default", routes), names(routes));
    const response = await fetch(url + path, { method });
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ message: "Not Found" });
  });

  test("$default takes what no other route takes", async () => {
    const both = { "GET /a": "a", $default: "rest" };
    const { url } = await serve(fakeApi("HTTP", "$default", both), names(both));
    expect(await (await fetch(`${url}/b`, { method: "PUT" })).json()).toEqual({ name: "rest" });
    expect(await (await fetch(`${url}/a`)).json()).toEqual({ name: "a" });
  });

  test("the page is shown only where the API has no route", async () => {
    const page: Page = () => ({ status: 200, headers: {}, cookies: [], body: "page" });
    const { url } = await serve(fakeApi("HTTP", "$default", routes), names(routes), page);
    expect(await (await fetch(`${url}/`)).text()).toBe("page");
    expect(await (await fetch(`${url}/matches`)).json()).toEqual({ name: "list" });
  });
});

describe("the event", () => {
  const api = fakeApi("HTTP", "$default", { "POST /webhooks/{provider}": "echo" });

  test("has payload format 2.0", async () => {
    const { url } = await serve(api, fakeFunctions({ echo }));
    const response = await fetch(`${url}/webhooks/op%C3%A9ra?a=1&a=2&b=x%20y`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-Custom": "One",
        cookie: "a=1; b=2",
        "user-agent": "tests",
      },
      body: '{"é":1}',
    });
    const port = new URL(url).port;
    expect(await response.json()).toEqual({
      version: "2.0",
      routeKey: "POST /webhooks/{provider}",
      rawPath: "/webhooks/opéra",
      rawQueryString: "a=1&a=2&b=x%20y",
      cookies: ["a=1", "b=2"],
      headers: expect.objectContaining({
        "content-type": "application/json",
        "content-length": "8",
        "x-custom": "One",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-port": port,
        "x-forwarded-proto": "http",
        host: `localhost:${port}`,
      }),
      queryStringParameters: { a: "1,2", b: "x y" },
      pathParameters: { provider: "opéra" },
      requestContext: {
        accountId: "111122223333",
        apiId: "TheApi",
        domainName: `localhost:${port}`,
        domainPrefix: `localhost:${port}`,
        http: {
          method: "POST",
          path: "/webhooks/opéra",
          protocol: "HTTP/1.1",
          sourceIp: "127.0.0.1",
          userAgent: "tests",
        },
        requestId: expect.stringMatching(/^[\w-]{15}=$/),
        routeKey: "POST /webhooks/{provider}",
        stage: "$default",
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
      body: '{"é":1}',
      isBase64Encoded: false,
    });
  });

  test("repeated headers are joined, cookies are not among them", async () => {
    const { url } = await serve(api, fakeFunctions({ echo }));
    const event = await new Promise<APIGatewayProxyEventV2>((resolve, reject) => {
      const headers = { "X-Twice": ["a", "b"], Cookie: "c=3" };
      rawRequest(`${url}/webhooks/x`, { method: "POST", headers }, async (response) => {
        resolve(JSON.parse((await response.toArray()).join("")));
      })
        .on("error", reject)
        .end();
    });
    expect(event.headers["x-twice"]).toBe("a,b");
    expect(event.headers).not.toHaveProperty("cookie");
    expect(event).not.toHaveProperty("body");
  });

  test.each([
    ["JSON", "application/json", Buffer.from('{"a":"é"}'), {}, false],
    ["JSON with a suffix", "application/vnd.feed+json; charset=utf-8", Buffer.from("{}"), {}, false],
    ["XML", "text/xml", Buffer.from("<a/>"), {}, false],
    ["a form", "application/x-www-form-urlencoded", Buffer.from("a=1"), {}, true],
    ["bytes", "application/octet-stream", Buffer.from([0, 255, 1]), {}, true],
    ["gzipped JSON", "application/json", gzipSync("{}"), { "content-encoding": "gzip" }, true],
    ["JSON that is no UTF-8", "application/json", Buffer.from([0x22, 0xff, 0x22]), {}, true],
  ])("every byte of %s arrives", async (_what, type, body, headers, base64) => {
    const { url } = await serve(api, fakeFunctions({ echo }));
    const response = await fetch(`${url}/webhooks/x`, {
      method: "POST",
      headers: { "content-type": type, ...headers },
      body: Uint8Array.from(body),
    });
    const event = (await response.json()) as APIGatewayProxyEventV2;
    expect(event.isBase64Encoded).toBe(base64);
    expect(Buffer.from(event.body ?? "", base64 ? "base64" : "utf8")).toEqual(body);
  });
});

describe("the answer", () => {
  const api = fakeApi("HTTP", "$default", { "GET /": "f" });
  const answered = async (returned: unknown) => {
    const { url } = await serve(api, fakeFunctions({ f: () => returned }));
    return fetch(url);
  };

  test("is what the function says", async () => {
    const response = await answered({
      statusCode: 418,
      headers: { "Content-Type": "image/png", "X-Number": 3 },
      cookies: ["a=1; Path=/", "b=2"],
      isBase64Encoded: true,
      body: Buffer.from([0, 1, 254]).toString("base64"),
    });
    expect(response.status).toBe(418);
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(response.headers.get("x-number")).toBe("3");
    expect(response.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 1, 254]));
  });

  test.each([
    ["an object", { a: 1 }, '{"a":1}'],
    ["a text", "hello", "hello"],
    ["nothing", undefined, "null"],
  ])("a return value without status code is a 200: %s", async (_what, returned, text) => {
    const response = await answered(returned);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(await response.text()).toBe(text);
  });

  test.each([
    ["a status that is none", { statusCode: "abc" }],
    ["a body that is no text", { statusCode: 200, body: { a: 1 } }],
  ])("%s is a 500", async (_what, returned) => {
    const response = await answered(returned);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: "Internal Server Error" });
  });

  test("204 has no body", async () => {
    const response = await answered({ statusCode: 204, body: "ignored" });
    expect([response.status, await response.text()]).toEqual([204, ""]);
  });
});

describe("refusals", () => {
  const refused = async (template: Template, handler: (event: never) => unknown, init?: RequestInit) => {
    const { url, log } = await serve(template, fakeFunctions({ f: handler, "forbidden-f": handler }));
    const response = await fetch(url, init);
    return { status: response.status, body: await response.json(), log };
  };
  const api = fakeApi("HTTP", "$default", { "ANY /": "f" });

  test("a function that throws is a 500 without its reason", async () => {
    const { status, body } = await refused(api, () => {
      throw new Error("secret");
    });
    expect([status, body]).toEqual([500, { message: "Internal Server Error" }]);
  });

  test("a function at its concurrency limit is a 503", async () => {
    const { status, body } = await refused(api, () => {
      throw Object.assign(new Error("rate exceeded"), { name: "TooManyRequestsException" });
    });
    expect([status, body]).toEqual([503, { message: "Service Unavailable" }]);
  });

  test("a function that takes longer than the integration waits is a 503", async () => {
    const impatient = fakeApi("HTTP", "$default", { "ANY /": "f" }, { integration: { TimeoutInMillis: 50 } });
    const { status, body } = await refused(impatient, () => new Promise(() => {}));
    expect([status, body]).toEqual([503, { message: "Service Unavailable" }]);
  });

  test("a function that nobody let the API invoke is never invoked", async () => {
    let invoked = false;
    const { status, log } = await refused(fakeApi("HTTP", "$default", { "ANY /": "forbidden-f" }), () => {
      invoked = true;
    });
    expect([status, invoked]).toEqual([500, false]);
    expect(log.lines.join()).toContain("no AWS::Lambda::Permission lets ANY /");
  });

  test("a permission is asked for by method and path of the route", async () => {
    const functions = fakeFunctions({ f: () => "" });
    const { url } = await serve(fakeApi("HTTP", "$default", { "ANY /a/{b}": "f" }), functions);
    await fetch(`${url}/a/1`, { method: "PUT" });
    expect(functions.asked).toEqual([
      "apigateway.amazonaws.com arn:aws:execute-api:eu-west-1:111122223333:TheApi/$default/PUT/a/{b}",
    ]);
  });

  test.each([
    ["above 10 MB", "application/json", 10 * 1024 * 1024 + 1],
    ["above the 6 MB Lambda takes, encoded", "application/octet-stream", 5 * 1024 * 1024],
  ])("a body %s is a 413, and the next request is answered", async (_what, type, length) => {
    const { url } = await serve(api, fakeFunctions({ f: () => "fine" }));
    const post = (body: Uint8Array<ArrayBuffer>) =>
      fetch(url, { method: "POST", headers: { "content-type": type }, body });
    const response = await post(new Uint8Array(length).fill(32));
    expect([response.status, await response.json()]).toEqual([413, { message: "Request Entity Too Large" }]);
    expect(await (await post(new Uint8Array(3))).text()).toBe("fine");
  });

  test("above the stage's throttling is a 429", async () => {
    const stage = { DefaultRouteSettings: { ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 2 } };
    const { url } = await serve(
      fakeApi("HTTP", "$default", { "GET /": "f" }, { stage }),
      fakeFunctions({ f: () => "" }),
    );
    const statuses = [];
    for (let asked = 0; asked < 3; asked += 1) statuses.push((await fetch(url)).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect(await (await fetch(url)).json()).toEqual({ message: "Too Many Requests" });
  });

  test("a path that is no UTF-8 is a 400", async () => {
    const { url } = await serve(api, fakeFunctions({ f: () => "" }));
    expect((await fetch(`${url}/%ff`)).status).toBe(400);
  });

  test("a client that leaves in the middle of its body disturbs nobody", async () => {
    const { url, log } = await serve(api, fakeFunctions({ f: () => "fine" }));
    await new Promise<void>((resolve) => {
      const request = rawRequest(url, { method: "POST", headers: { "content-length": 100 } });
      request.on("error", () => resolve());
      request.write("only this", () => request.destroy(new Error("gone")));
    });
    expect(await (await fetch(url)).text()).toBe("fine");
    expect(log.lines).toEqual([]);
  });
});

describe("CORS", () => {
  const CorsConfiguration = {
    AllowOrigins: ["https://example.com"],
    AllowMethods: ["GET"],
    AllowHeaders: ["x-a"],
    ExposeHeaders: ["etag"],
    MaxAge: 600,
  };
  const api = fakeApi("HTTP", "$default", { "GET /": "f" }, { api: { CorsConfiguration } });
  const f = () => ({ statusCode: 200, headers: { "Access-Control-Allow-Origin": "https://evil" }, body: "" });

  test("the preflight is answered without the function", async () => {
    const { url } = await serve(api, fakeFunctions({}));
    const headers = { origin: "https://example.com", "access-control-request-method": "GET" };
    const response = await fetch(url, { method: "OPTIONS", headers });
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": "https://example.com",
      "access-control-allow-methods": "GET",
      "access-control-allow-headers": "x-a",
      "access-control-max-age": "600",
    });
  });

  test("the API's origin replaces the function's", async () => {
    const { url } = await serve(api, fakeFunctions({ f }));
    const allowed = await fetch(url, { headers: { origin: "https://example.com" } });
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://example.com");
    expect(allowed.headers.get("access-control-expose-headers")).toBe("etag");
    const other = await fetch(url, { headers: { origin: "https://other.com" } });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("any origin is told so even where errors are answered", async () => {
    const open = fakeApi("HTTP", "$default", {}, { api: { CorsConfiguration: { AllowOrigins: ["*"] } } });
    const { url } = await serve(open, fakeFunctions({}));
    const response = await fetch(url, { headers: { origin: "https://anyone.com" } });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([404, "*"]);
  });
});

test("a port in use is an EADDRINUSE of that port", async () => {
  const { url } = await serve(fakeApi("HTTP", "$default", {}), fakeFunctions({}));
  const port = Number(new URL(url).port);
  const again = startHttpApi({
    template: fakeApi("HTTP", "$default", {}),
    functions: fakeFunctions({}),
    port,
    log: silentLog(),
  });
  await expect(again).rejects.toMatchObject({ code: "EADDRINUSE", port });
});
