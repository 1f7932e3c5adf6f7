import { expect, test } from "vitest";
import { isAllowed } from "../../../lambdas/webhook/allow-list.ts";

test.each([
  ["203.0.113.9", [], true],
  ["203.0.113.9", ["203.0.113.0/24"], true],
  ["203.0.114.9", ["203.0.113.0/24"], false],
  ["203.0.114.9", ["203.0.113.0/24", "203.0.114.9"], true],
  ["203.0.114.8", ["203.0.114.9/32"], false],
  ["::ffff:203.0.113.9", ["203.0.113.0/24"], true],
  ["2001:db8::1", ["2001:db8::/32"], true],
  ["2001:db9::1", ["2001:db8::/32"], false],
  ["2001:db8:0:0::1", ["2001:db8::1"], true],
  ["203.0.113.9", ["2001:db8::/32"], false],
  ["203.0.113.9", ["0.0.0.0/0"], true],
  ["", ["0.0.0.0/0", "::/0"], false],
  ["unknown", ["0.0.0.0/0", "::/0"], false],
])("%j with %j", (address, allow, expected) => {
  expect(isAllowed(address, allow)).toBe(expected);
});

test.each(["203.0.113.0/33", "203.0.113.0/x", "office", ""])("the entry %j lets nobody in", (entry) => {
  expect(() => isAllowed("203.0.113.9", [entry])).toThrow();
});
