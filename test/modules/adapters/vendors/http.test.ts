import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { vendorHttp } from "../../../../modules/adapters/vendors/http.ts";
import { VendorUnreachableError } from "../../../../modules/ports/vendors.ts";
import { BAD_DAY, type Reply, startVendorServer, type VendorServer } from "../../../support/vendor-server.ts";

const KEY = "k3y-that-nobody-may-see";
const BODY = { matches: [{ id: 1 }] };

let vendor: VendorServer;
let elsewhere: VendorServer;

beforeAll(async () => {
  vendor = await startVendorServer(() => ({ body: BODY, headers: { "x-left": "9" } }));
  elsewhere = await startVendorServer(() => ({ body: "not for you" }));
});
beforeEach(async () => {
  (vendor.calls as unknown[]).length = 0;
});
afterAll(async () => {
  await vendor.close();
  await elsewhere.close();
});

function get(path = "/matches", { maxBytes = 10_000, timeoutMs = 10_000 } = {}) {
  const url = `${vendor.url}${path}${path.includes("?") ? "&" : "?"}APIkey=${KEY}`;
  return vendorHttp({ timeoutMs }).get({ url, headers: { "x-key": KEY }, maxBytes });
}

/** Why there is no answer. Whatever it says, it does not quote the key. */
async function reasonOf(answer: Promise<unknown>): Promise<string> {
  const error: unknown = await answer.then(
    () => "answered",
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorUnreachableError)) return String(error);
  expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain(KEY);
  expect(error.cause).toBeUndefined();
  return error.reason;
}

test("an answer comes with its status, headers and body", async () => {
  const { status, body, header } = await get();
  expect({ status, body: JSON.parse(body), left: header("x-left"), none: header("x-right") }).toEqual({
    status: 200,
    body: BODY,
    left: "9",
    none: undefined,
  });
  expect(vendor.calls[0]?.headers).toMatchObject({ "x-key": KEY, accept: "application/json" });
});

test("a compressed answer is decompressed", async () => {
  vendor.next({ body: BODY, gzip: true });
  expect(JSON.parse((await get()).body)).toEqual(BODY);
});

test.each<[string, Reply, number]>([
  ["an error", BAD_DAY.serverError, 500],
  ["too many calls", BAD_DAY.tooMany("7"), 429],
  ["a page of HTML", BAD_DAY.htmlPage, 200],
  ["a redirect without a location", { status: 302 }, 302],
])("%s is an answer like any other", async (_, reply, status) => {
  vendor.next(reply);
  expect(await get()).toMatchObject({ status });
});

describe("there is no answer", () => {
  test("where the connection breaks off in the midst of it", async () => {
    vendor.next(BAD_DAY.brokenOff({ matches: Array(1_000).fill("match") }));
    expect(await reasonOf(get())).toBe("unreachable");
  });

  test("where it takes too long to begin", async () => {
    vendor.next(BAD_DAY.slow(5_000, BODY));
    expect(await reasonOf(get("/matches", { timeoutMs: 100 }))).toBe("too_slow");
  });

  test("where nobody listens", async () => {
    const gone = await startVendorServer(() => ({}));
    await gone.close();
    const answer = vendorHttp().get({ url: `${gone.url}/?APIkey=${KEY}`, headers: {}, maxBytes: 1 });
    expect(await reasonOf(answer)).toBe("unreachable");
  });

  test("where the address is none", async () => {
    const answer = vendorHttp().get({ url: `nowhere?APIkey=${KEY}`, headers: {}, maxBytes: 1 });
    expect(await reasonOf(answer)).toBe("unreachable");
  });

  test.each([false, true])("where it is larger than allowed; compressed: %s", async (gzip) => {
    vendor.next({ body: "x".repeat(10_001), gzip });
    expect(await reasonOf(get())).toBe("too_large");
    vendor.next({ body: "x".repeat(10_000), gzip });
    expect((await get()).body).toHaveLength(10_000);
  });
});

describe("a redirect", () => {
  test("within the same host is followed, with the key", async () => {
    vendor.next(BAD_DAY.redirect("/v5/matches"));
    expect(await get()).toMatchObject({ status: 200 });
    expect(vendor.calls.map(({ path }) => path)).toEqual(["/matches", "/v5/matches"]);
    expect(vendor.calls[1]?.headers).toMatchObject({ "x-key": KEY });
  });

  test("to another host is not, and that host never sees the key", async () => {
    vendor.next(BAD_DAY.redirect(`${elsewhere.url}/matches`));
    expect(await reasonOf(get())).toBe("redirected");
    vendor.next(BAD_DAY.redirect(`//${new URL(elsewhere.url).host}/matches`));
    expect(await reasonOf(get())).toBe("redirected");
    expect(elsewhere.calls).toEqual([]);
  });

  test.each(["http://", "ftp://127.0.0.1/", "javascript:1"])("to %s is not", async (location) => {
    vendor.next(BAD_DAY.redirect(location));
    expect(await reasonOf(get())).toBe("redirected");
  });

  test("that leads round in a circle ends", async () => {
    vendor.next(...Array<Reply>(3).fill(BAD_DAY.redirect("/matches")));
    expect(await reasonOf(get())).toBe("redirected");
    expect(vendor.calls).toHaveLength(3);
  });
});
