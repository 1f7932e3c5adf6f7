import type { Telling } from "../match/publication.ts";
import { POST_RANKS, type PostRank } from "../ports/gateway.ts";

/**
 * Tellings by what everybody is to know first. What comes before an urgent telling of its match is as urgent,
 * for viewers get each match in order.
 */
export function ranksOf(tellings: readonly Telling[]): Map<PostRank, Telling[]> {
  const lastUrgent = new Map<string, number>();
  for (const [index, { match_id, urgent }] of tellings.entries()) if (urgent) lastUrgent.set(match_id, index);
  const ranks = new Map<PostRank, Telling[]>(POST_RANKS.map((rank) => [rank, []]));
  for (const [index, telling] of tellings.entries()) {
    const urgent = index <= (lastUrgent.get(telling.match_id) ?? -1);
    ranks.get(isStats(telling) ? "stats" : urgent ? "urgent" : "normal")?.push(telling);
  }
  return ranks;
}

/** Only the latest statistics, which go to whoever can be reached, and never hold up anything. */
export function isStats({ frames }: Telling): boolean {
  return frames.length > 0 && frames.every(({ type }) => type === "stats_update");
}
