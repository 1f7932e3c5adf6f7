import { createHash } from "node:crypto";
import { internalStreamRecords } from "../../modules/ingest/internal-records.ts";
import { matchIdOf, type StreamItem } from "../../modules/match/event.ts";
import type { Session } from "../../modules/polling/session.ts";
import { isInPlay } from "../../modules/polling/tracking.ts";
import type { PollerDeps } from "./session.ts";

/** An answer to the question for all live matches, or to one for certain matches: they do not say the same. */
export type Source = "live" | "own";

/**
 * After it, a match is published although nothing has changed: so a feed of which nothing is heard can be told
 * from one that has nothing to say.
 */
export const SIGN_OF_LIFE_MS = 50_000;

/** Publishes what an answer says of each match, if it is not what the one before said. */
export async function publishChanges(
  { ids, stream, now }: PollerDeps,
  session: Session,
  { items, received_at }: { items: readonly StreamItem[]; received_at: string },
  source: Source,
): Promise<void> {
  const { state, counts } = session;
  const at = now();
  const news = [...Map.groupBy(items, matchIdOf)]
    .map(([id, all]) => ({ id, all, digest: digestOf(all) }))
    .filter(({ id, digest }) => {
      const last = state.published[id]?.[source];
      if (last?.digest !== digest) return true;
      const match = state.matches[id];
      return at - last.at >= SIGN_OF_LIFE_MS && match !== undefined && isInPlay(match);
    });
  const told = news.flatMap(({ all }) => all);
  if (told.length === 0) return;
  await stream.publish(await internalStreamRecords(told, received_at, ids));
  counts.published += told.length;
  // Only now: what the stream did not take has to be told again.
  const published = news.map(
    ({ id, digest }) => [id, { ...state.published[id], [source]: { digest, at } }] as const,
  );
  state.published = { ...state.published, ...Object.fromEntries(published) };
}

/** Times, and ids that may be made of one. */
const TIMES: ReadonlySet<string> = new Set(["occurred_at", "report_id"]);

/** What is said of a match, whenever it is said: feeds without times are dated by when they came. */
function digestOf(items: readonly StreamItem[]): string {
  const timeless = JSON.stringify(items, (key, value: unknown) => (TIMES.has(key) ? undefined : value));
  return createHash("sha256").update(timeless).digest("base64url").slice(0, 22);
}
