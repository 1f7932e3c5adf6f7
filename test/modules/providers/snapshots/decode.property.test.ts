import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { streamItem } from "../../../../modules/match/event.ts";
import type { DecodedBody } from "../../../../modules/providers/provider.ts";
import * as apiFootballBody from "../api-football/api-football-bodies.ts";
import { placesOf, replace, withOddValues } from "../odd-values.ts";
import { decode, NOW } from "../reduced-feed.ts";
import { type Happened, VENDORS } from "./vendors.ts";

const HAPPENED: Happened[] = [
  { kind: "goal", side: "home", minute: 12, player: 1 },
  { kind: "yellow", side: "away", minute: 45, player: 2 },
  { kind: "substitution", side: "away", minute: 70, player: 3 },
];

/** Nothing comes out that the consumer would not take. */
function check(decoded: DecodedBody): void {
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

describe.each(VENDORS)("whatever comes, %s", (_, { provider, body }) => {
  it("does not throw on text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => check(decode(provider, text))));
  });

  it("does not throw on JSON", () => {
    fc.assert(fc.property(fc.json(), (text) => check(decode(provider, text))));
  });

  it("sends on only what can be stored, of a body with odd values in it", () => {
    const bodies = withOddValues(body(HAPPENED, { home: 1, away: 0 }));
    fc.assert(
      fc.property(bodies, (one) => check(decode(provider, one))),
      { numRuns: 2_000 },
    );
  });
});

const DEEP = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;

it.each(VENDORS)(
  "%s does not throw on values nested too deep for recursion, wherever they are",
  (_, vendor) => {
    for (const body of [vendor.body(HAPPENED, { home: 1, away: 0 }), vendor.error, { errors: 0 }]) {
      for (const place of placesOf(body)) {
        const copy: unknown = place.length === 0 ? "DEEP" : structuredClone(body);
        replace(copy, place, "DEEP");
        const text = JSON.stringify(copy).replaceAll('"DEEP"', DEEP);
        expect(() => decode(vendor.provider, text)).not.toThrow();
      }
    }
  },
);

it("an events body of API-Football with odd values sends on only what can be stored", () => {
  const entries = [apiFootballBody.goal(12), apiFootballBody.entry(20, "Goal", "Own Goal")];
  const bodies = withOddValues(apiFootballBody.envelope("fixtures/events", entries, { fixture: "5001" }));
  const [, vendor] = VENDORS[0] ?? [];
  fc.assert(
    fc.property(bodies, fc.string({ unit: "binary" }), (body, match) => {
      if (vendor) check(decode(vendor.provider, body, { received_at: NOW, match }));
    }),
    { numRuns: 1_000 },
  );
});
