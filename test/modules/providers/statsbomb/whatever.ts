import fc from "fast-check";
import { expect, it } from "vitest";
import { streamItem } from "../../../../modules/match/event.ts";
import type { DecodedBody, Delivery, Provider } from "../../../../modules/providers/provider.ts";
import { placesOf, replace, withOddValues } from "../odd-values.ts";
import { decode } from "../reduced-feed.ts";

const DEEP = `${"[".repeat(6_000)}${"]".repeat(6_000)}`;

/** Whatever comes instead of these bodies: nothing throws, and nothing comes out that the consumer would not take. */
export function holdsFor(provider: Provider, bodies: readonly unknown[], overrides: Partial<Delivery>): void {
  const check = (body: unknown) => accepts(decode(provider, body, overrides));

  it("does not throw on text, nor on JSON", () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), check), { numRuns: 500 });
  });

  it("sends on only what can be stored, of bodies with odd values in them", () => {
    const spoilt = fc.oneof(...bodies.map(withOddValues));
    fc.assert(fc.property(spoilt, check), { numRuns: 2_000 });
  });

  it.each(["\u0000", "\ud800", `${"x".repeat(199)}😀`])(
    "sends on nothing of %j, wherever it stands",
    (text) => {
      for (const body of bodies) {
        for (const place of placesOf(body)) {
          const copy: unknown = place.length === 0 ? text : structuredClone(body);
          replace(copy, place, text);
          check(copy);
        }
      }
    },
  );

  it("does not throw on values nested too deep for recursion, wherever they are", () => {
    for (const body of bodies) {
      for (const place of placesOf(body)) {
        const copy: unknown = place.length === 0 ? "DEEP" : structuredClone(body);
        replace(copy, place, "DEEP");
        const text = JSON.stringify(copy).replaceAll('"DEEP"', DEEP);
        expect(() => decode(provider, text, overrides)).not.toThrow();
      }
    }
  });
}

function accepts(decoded: DecodedBody): void {
  if (decoded.outcome === "invalid") {
    expect(decoded.faults.length).toBeGreaterThan(0);
    for (const { path, reason } of decoded.faults) expect([path, reason]).not.toContain("");
  }
  if (decoded.outcome !== "items") return;
  for (const item of decoded.items) {
    const sent: unknown = JSON.parse(JSON.stringify(item));
    expect(streamItem.parse(sent)).toEqual(sent);
  }
  expect(decoded.received - decoded.duplicates).toBe(decoded.items.length);
}
