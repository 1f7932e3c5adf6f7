import { channelsOf, type Publication } from "../match/publication.ts";
import type { Segment } from "../ports/audience.ts";

/**
 * The most viewers whom the consumer posts to itself: it takes a fraction of a second, so broadcasters save nothing.
 */
export const DIRECT_VIEWERS = 2_000;
const VIEWERS_PER_SEGMENT = 2_000;
const MAX_SEGMENTS = 64;

/** Publications by who posts them. Each match is wholly on one side, so no viewer gets a frame twice. */
export interface AudienceSplit {
  /** The consumer itself posts these. */
  small: Publication[];
  /** One broadcaster per segment posts these. */
  large: Publication[];
  segments: Segment[];
}

/**
 * Divides publications between the consumer and the broadcasters. The consumer gets the matches with the fewest
 * viewers, up to `DIRECT_VIEWERS` altogether.
 *
 * @param sizes the approximate number of viewers of each channel
 */
export function splitByAudience(
  publications: readonly Publication[],
  sizes: ReadonlyMap<string, number>,
): AudienceSplit {
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

/** The segments for so many viewers. Their number is a power of two. */
export function segmentsFor(viewers: number): Segment[] {
  const needed = Math.max(1, viewers / VIEWERS_PER_SEGMENT);
  const of = Math.min(MAX_SEGMENTS, 2 ** Math.ceil(Math.log2(needed)));
  return Array.from({ length: of }, (_, index) => ({ index, of }));
}

/** The approximate number of subscriptions to the channels: a connection on several of them counts for each. */
export function viewersOf(publications: readonly Publication[], sizes: ReadonlyMap<string, number>): number {
  return channelsOf(publications).reduce((sum, channel) => sum + (sizes.get(channel) ?? 0), 0);
}
