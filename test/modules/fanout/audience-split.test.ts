import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DIRECT_VIEWERS,
  segmentsFor,
  splitByAudience,
  viewersOf,
} from "../../../modules/fanout/audience-split.ts";
import { publicationOf } from "./publications.ts";

const ofMatch = (match_id: string) => publicationOf({ match_id, topics: [`match:${match_id}`] });
const size = (match_id: string, viewers: number) => [`match:${match_id}`, viewers] as const;
const ids = (publications: readonly { match_id: string }[]) => publications.map(({ match_id }) => match_id);

describe("who tells whom", () => {
  it.each<[string, number, number]>([
    ["nobody", 0, 0],
    ["as many as the consumer serves itself", DIRECT_VIEWERS, 0],
    ["one more", DIRECT_VIEWERS + 1, 2],
    ["ten thousand", 10_000, 8],
    ["a hundred thousand", 100_000, 64],
    ["a million", 1_000_000, 64],
  ])("%s: %i viewers, %i segments", (_, viewers, segments) => {
    const shares = splitByAudience([ofMatch("1")], new Map([size("1", viewers)]));
    expect(shares.segments).toHaveLength(segments);
    expect(ids(segments === 0 ? shares.small : shares.large)).toEqual(["1"]);
  });

  it("the smallest matches stay with the consumer, however many there are", () => {
    const sizes = new Map([size("a", 1_500), size("b", 400), size("c", 50_000), size("d", 500)]);
    const { small, large } = splitByAudience(["a", "b", "c", "d"].map(ofMatch), sizes);
    expect([ids(small), ids(large)]).toEqual([
      ["b", "d"],
      ["a", "c"],
    ]);
  });

  it("viewers of private and presence channels count, too", () => {
    const sizes = new Map([
      ["match:1", 1],
      ["private-match:1", 10],
      ["presence-match:1", 100],
      ["match:2", 1_000],
    ]);
    expect(viewersOf([ofMatch("1")], sizes)).toBe(111);
  });

  it("whatever the sizes, each match is on one side only, whole and in order", () => {
    const matches = fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.nat(5_000)), { maxLength: 20 });
    fc.assert(
      fc.property(matches, (entries) => {
        const publications = entries.map(([match_id], seq) => publicationOf({ match_id, seq }));
        const sizes = new Map(entries.map(([match_id, viewers]) => size(match_id, viewers)));
        const { small, large, segments } = splitByAudience(publications, sizes);
        for (const match_id of ["a", "b", "c", "d"]) {
          const of = (some: typeof publications) =>
            some.filter((publication) => publication.match_id === match_id);
          expect([of(small), of(large)]).toContainEqual([]);
          expect([...of(small), ...of(large)]).toEqual(of(publications));
        }
        expect(segments.length > 0).toBe(large.length > 0);
      }),
    );
  });

  it("segments are a power of two, numbered", () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), (viewers) => {
        const segments = segmentsFor(viewers);
        expect(Number.isInteger(Math.log2(segments.length))).toBe(true);
        expect(segments).toEqual(segments.map((_, index) => ({ index, of: segments.length })));
      }),
    );
  });
});
