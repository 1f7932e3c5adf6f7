import type { Publication } from "../match/publication.ts";
import { POST_RANKS, type PostRank } from "../ports/gateway.ts";

/**
 * Groups publications by the rank in which they are posted. A publication that precedes an urgent one of its match is
 * urgent too, because viewers get each match in order.
 */
export function ranksOf(publications: readonly Publication[]): Map<PostRank, Publication[]> {
  const lastUrgent = new Map<string, number>();
  for (const [index, { match_id, urgent }] of publications.entries())
    if (urgent) lastUrgent.set(match_id, index);
  const ranks = new Map<PostRank, Publication[]>(POST_RANKS.map((rank) => [rank, []]));
  for (const [index, publication] of publications.entries()) {
    const urgent = index <= (lastUrgent.get(publication.match_id) ?? -1);
    ranks.get(isStats(publication) ? "stats" : urgent ? "urgent" : "normal")?.push(publication);
  }
  return ranks;
}

/** Whether it consists of statistics, which are posted last and only while there is time. */
function isStats({ frames }: Publication): boolean {
  return frames.length > 0 && frames.every(({ type }) => type === "stats_update");
}
