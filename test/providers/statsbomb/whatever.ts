import fc from "fast-check";
import { expect, it } from "vitest";
import { delivered } from "../../../lambdas/match/event.ts";
import type { Decoded, Delivery, Provider } from "../../../lambdas/providers/provider.ts";
import { decode } from "../snapshots/feed.ts";

const odd = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    ...["\u0000", "\ud800", "x".repeat(300), "__proto__", "constructor", "9999-99-99T00:00:00Z", "45:00", ""],
    ...["1860-01-01T00:00:00Z", "home", "sr:sport_event_id:1"],
    ...[-1, 0, 151, 1e308, 0.5],
    ...[[[]], {}, [{}]],
  ),
);

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

function accepts(decoded: Decoded): void {
  if (decoded.outcome === "invalid") {
    expect(decoded.faults.length).toBeGreaterThan(0);
    for (const { path, reason } of decoded.faults) expect([path, reason]).not.toContain("");
  }
  if (decoded.outcome !== "items") return;
  for (const item of decoded.items) {
    const sent: unknown = JSON.parse(JSON.stringify(item));
    expect(delivered.parse(sent)).toEqual(sent);
  }
  expect(decoded.received - decoded.duplicates).toBe(decoded.items.length);
}

/** A body with some of its values exchanged for odd ones, or taken away. */
function withOddValues(body: unknown): fc.Arbitrary<unknown> {
  const places = placesOf(body);
  const change = fc.tuple(fc.nat(places.length - 1), fc.option(odd, { nil: undefined }));
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const copy: unknown = structuredClone(body);
    for (const [index, value] of changes) replace(copy, places[index] ?? [], value);
    return copy;
  });
}

function placesOf(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...at, key]))];
}

function replace(value: unknown, [key, ...rest]: string[], by: unknown): void {
  if (key === undefined || typeof value !== "object" || value === null) return;
  if (rest.length > 0) replace(Reflect.get(value, key), rest, by);
  else Reflect.set(value, key, by);
}
