import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fetchFollowing, redirectTarget } from "../../../../modules/adapters/vendors/redirects.ts";
import { BAD_DAY, startVendorServer, type VendorServer } from "../../../support/vendor-server.ts";

describe("where a redirect may lead", () => {
  test.each([
    ["/other", "https://vendor.example/other"],
    ["https://vendor.example/other", "https://vendor.example/other"],
    ["https://vendor.example:444/", undefined],
    ["http://vendor.example/", undefined],
    ["https://other.example/", undefined],
    ["//other.example/", undefined],
    ["http://", undefined],
  ])("at the origin that was asked, %s", (location, target) => {
    const next = redirectTarget(location, new URL("https://vendor.example/a"));
    expect(next?.href).toBe(target);
  });

  test("within a proxy without encryption, which was chosen as it is", () => {
    const proxy = new URL("http://proxy.example/a");
    expect(redirectTarget("/a/", proxy)?.href).toBe("http://proxy.example/a/");
    expect(redirectTarget("http://other.example/", proxy)).toBeUndefined();
  });

  test.each([
    ["https://vendor.example/a", "/other", "https://vendor.example/other"],
    ["https://vendor.example/a", "https://other.example/", "https://other.example/"],
    ["https://vendor.example/a", "http://other.example/", undefined],
    ["https://vendor.example/a", "ftp://other.example/", undefined],
    ["https://vendor.example/a", "data:,x", undefined],
    ["http://vendor.example/a", "http://other.example/", undefined],
    ["http://vendor.example/a", "/other", "http://vendor.example/other"],
    ["http://127.0.0.1:81/a", "http://localhost:82/", "http://localhost:82/"],
    ["http://127.0.0.1:81/a", "http://other.example/", undefined],
    ["https://vendor.example/a", "http://127.0.0.1:81/", undefined],
    ["http://vendor.example/a", "https://vendor.example/", "https://vendor.example/"],
    ["http://vendor.example/a", "ftp://other.example/", undefined],
    ["http://vendor.example/a", "file:///etc/passwd", undefined],
  ])("where the origin may change, from %s to %s", (from, location, target) => {
    expect(redirectTarget(location, new URL(from), { mayChangeOrigin: true })?.href).toBe(target);
  });
});

describe("a vendor that redirects elsewhere and back", () => {
  const KEY = "k3y-that-nobody-may-see";
  let vendor: VendorServer;
  let elsewhere: VendorServer;
  beforeEach(async () => {
    vendor = await startVendorServer(() => ({ body: "vendor" }));
    elsewhere = await startVendorServer(() => ({ body: "elsewhere" }));
  });
  afterEach(async () => {
    await vendor.close();
    await elsewhere.close();
  });

  test("sees the key once: not at the address that the other host chose", async () => {
    vendor.next(BAD_DAY.redirect(`${elsewhere.url}/session`));
    elsewhere.next(BAD_DAY.redirect(`${vendor.url}/chosen`));
    const request = { url: `${vendor.url}/start`, headers: { "x-key": KEY } };
    const response = await fetchFollowing(request, AbortSignal.timeout(10_000), { mayChangeOrigin: true });
    expect(response.status).toBe(200);
    expect(vendor.calls.map(({ path, headers }) => [path, headers["x-key"]])).toEqual([
      ["/start", KEY],
      ["/chosen", undefined],
    ]);
    expect(elsewhere.calls.map(({ headers }) => headers["x-key"])).toEqual([undefined]);
  });
});
