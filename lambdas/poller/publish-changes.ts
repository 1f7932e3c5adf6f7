import { createHash } from "node:crypto";
import { internalStreamRecords } from "../../modules/ingest/internal-records.ts";
import { matchIdOf, type StreamItem } from "../../modules/match/event.ts";
import type { PollSession } from "../../modules/polling/session.ts";
import { isInPlay } from "../../modules/polling/tracked-matches.ts";
import type { PollerDeps } from "./deps.ts";

/** Whether an answer is the list of live matches or a match's own: their data differ. */
export type AnswerSource = "live" | "own";

/**
 * After this, an unchanged match is published as a heartbeat: it tells a feed with no news from a dead one.
 */
export const HEARTBEAT_MS = 50_000;

/** Publishes the matches of an answer that differ from the answer before. */
export async function publishChanges(
  { ids, stream, now }: PollerDeps,
  session: PollSession,
  { items, received_at }: { items: readonly StreamItem[]; received_at: string },
  source: AnswerSource,
): Promise<void> {
  const { state, counts } = session;
  const at = now();
  const changed = [...Map.groupBy(items, matchIdOf)]
    .map(([id, all]) => ({ id, all, digest: digestOf(all) }))
    .filter(({ id, digest }) => {
      const last = state.published[id]?.[source];
      if (last?.digest !== digest) return true;
      const match = state.matches[id];
      return at - last.at >= HEARTBEAT_MS && match !== undefined && isInPlay(match);
    });
  const changedItems = changed.flatMap(({ all }) => all);
  if (changedItems.length === 0) return;
  await stream.publish(await internalStreamRecords(changedItems, received_at, ids));
  counts.published += changedItems.length;
  // Only now: what the stream did not take has to be published again.
  const published = changed.map(
    ({ id, digest }) => [id, { ...state.published[id], [source]: { digest, at } }] as const,
  );
  state.published = { ...state.published, ...Object.fromEntries(published) };
}

/** Times, and ids that may be made from one. */
const TIMES: ReadonlySet<string> = new Set(["occurred_at", "report_id"]);

/** A digest of the data of a match, without times: feeds without times are dated by their arrival. */
function digestOf(items: readonly StreamItem[]): string {
  const timeless = JSON.stringify(items, (key, value: unknown) => (TIMES.has(key) ? undefined : value));
  return createHash("sha256").update(timeless).digest("base64url").slice(0, 22);
}
