import type { EntryFrames, FrameLog } from "../ports/recovery.ts";

/** Entries remembered of a match; what a viewer is replayed is less. */
const MAX_ENTRIES = 400;
/** JSON of all that is remembered of a match, about. */
const MAX_BYTES = 500_000;
/** Matches remembered: with what they may have, an instance has room for them. */
const MAX_MATCHES = 64;
/** Of what is remembered, in ms. A stadium that lost its network is back within it. */
const REMEMBER_MS = 60_000;

interface Kept {
  entries: Map<number, EntryFrames>;
  bytes: number;
  until: number;
}

/**
 * Remembers what was read of the log, for thousands who come back to one match would read the same page of the
 * same partition.
 *
 * Kept entries never change, so what is remembered is true whenever it was read. Whether it is all there is, that
 * is for the caller to say: `enough` is the position of a snapshot read after the connection was subscribed. Where
 * entries join up from `after` to there, none is missing, and what came later is posted. Where they do not, the log
 * is read.
 *
 * @param now milliseconds since the epoch
 */
export function recentFrames<Log extends Pick<FrameLog, "since">>(
  log: Log,
  now: () => number = Date.now,
): Log {
  const matches = new Map<string, Kept>();

  function remember(key: string, entries: readonly EntryFrames[]): void {
    const known = matches.get(key);
    const kept =
      known && known.until > now() ? known : { entries: new Map(), bytes: 0, until: now() + REMEMBER_MS };
    for (const entry of entries) {
      if (kept.entries.has(entry.seq)) continue;
      kept.entries.set(entry.seq, entry);
      kept.bytes += JSON.stringify(entry.frames).length;
    }
    matches.delete(key);
    if (kept.entries.size > MAX_ENTRIES || kept.bytes > MAX_BYTES) return;
    if (matches.size >= MAX_MATCHES) matches.clear();
    matches.set(key, kept);
  }

  return {
    ...log,
    async since(view, matchId, after, limit, enough) {
      const key = `${view} ${matchId}`;
      const kept = matches.get(key);
      const found = enough !== undefined && kept && kept.until > now() && joinedUp(kept, after, enough);
      if (found && found.length <= limit) return { entries: found, more: false };
      const page = await log.since(view, matchId, after, limit, enough);
      remember(key, page.entries);
      return page;
    },
  };
}

/** The entries from one position to another at least, if none between them is missing. */
function joinedUp(kept: Kept, after: number, upTo: number): EntryFrames[] | undefined {
  const entries = [...kept.entries.values()].filter(({ seq }) => seq > after).sort((a, b) => a.seq - b.seq);
  let at = after;
  for (const { seq, prev_seq } of entries) {
    if (prev_seq > at) break;
    at = seq;
  }
  return at >= upTo ? entries.filter(({ seq }) => seq <= at) : undefined;
}
