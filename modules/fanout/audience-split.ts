import { channelsOf, type Publication } from "../match/publication.ts";
import type { Segment } from "../ports/audience.ts";

/** Viewers the consumer serves itself: a fraction of a second, which no other function could make shorter. */
export const DIRECT_VIEWERS = 2_000;
const VIEWERS_PER_SEGMENT = 2_000;
const MAX_SEGMENTS = 64;

/** Who tells whom. Each match is wholly on one side, so nobody is told a thing twice. */
export interface Shares {
  /** For the consumer itself. */
  small: Publication[];
  /** For one broadcaster per segment. */
  large: Publication[];
  segments: Segment[];
}

/**
 * Leaves the smallest matches to the consumer, as many as it can serve in no time.
 *
 * @param sizes viewers of each channel, about
 */
export function sharesOf(publications: readonly Publication[], sizes: ReadonlyMap<string, number>): Shares {
  const matches = [...Map.groupBy(publications, ({ match_id }) => match_id).values()]
    .map((ofMatch) => ({ ofMatch, viewers: viewersOf(ofMatch, sizes) }))
    .sort((a, b) => a.viewers - b.viewers);
  const small: Publication[] = [];
  const large: Publication[] = [];
  let direct = 0;
  for (const { ofMatch, viewers } of matches) {
    direct += viewers;
    (direct <= DIRECT_VIEWERS ? small : large).push(...ofMatch);
  }
  return { small, large, segments: large.length === 0 ? [] : segmentsFor(viewersOf(large, sizes)) };
}

/** A power of two of them. */
export function segmentsFor(viewers: number): Segment[] {
  const needed = Math.max(1, viewers / VIEWERS_PER_SEGMENT);
  const of = Math.min(MAX_SEGMENTS, 2 ** Math.ceil(Math.log2(needed)));
  return Array.from({ length: of }, (_, index) => ({ index, of }));
}

/** About how many connections are on any of the channels; who is on several counts for each. */
export function viewersOf(publications: readonly Publication[], sizes: ReadonlyMap<string, number>): number {
  return channelsOf(publications).reduce((sum, channel) => sum + (sizes.get(channel) ?? 0), 0);
}
