import type { EntryFrames, FrameLog } from "../ports/recovery.ts";

/** The most entries cached of a match: more than a viewer is replayed. */
const MAX_ENTRIES = 400;
/** The approximate size of the JSON that is cached of a match. */
const MAX_BYTES = 500_000;
/** The most matches cached: an instance has memory for as many of the largest. */
const MAX_MATCHES = 64;
/** How long, in ms, entries are cached. A stadium that lost its network is back within it. */
const CACHE_MS = 60_000;

interface CachedMatch {
  entries: Map<number, EntryFrames>;
  bytes: number;
  until: number;
}

/**
 * A frame log that caches what it has read: thousands of viewers who return to one match would read the same page of
 * the same partition.
 *
 * Entries never change, so cached ones are always true. The caller says which ones suffice: `upToSeq` is the position
 * of a snapshot that was read after the connection was subscribed. If the cached entries continue without a hole from
 * `after` to there, none is missing, because later ones are posted. Otherwise this reads the log.
 *
 * @param now milliseconds since the epoch
 */
export function cachedFrameLog<Log extends Pick<FrameLog, "since">>(
  log: Log,
  now: () => number = Date.now,
): Log {
  const matches = new Map<string, CachedMatch>();

  function remember(key: string, entries: readonly EntryFrames[]): void {
    const known = matches.get(key);
    const cached =
      known && known.until > now() ? known : { entries: new Map(), bytes: 0, until: now() + CACHE_MS };
    for (const entry of entries) {
      if (cached.entries.has(entry.seq)) continue;
      cached.entries.set(entry.seq, entry);
      cached.bytes += JSON.stringify(entry.frames).length;
    }
    matches.delete(key);
    if (cached.entries.size > MAX_ENTRIES || cached.bytes > MAX_BYTES) return;
    if (matches.size >= MAX_MATCHES) matches.clear();
    matches.set(key, cached);
  }

  return {
    ...log,
    async since(view, matchId, after, limit, upToSeq) {
      const key = `${view} ${matchId}`;
      const cached = matches.get(key);
      const found =
        upToSeq !== undefined && cached && cached.until > now() && contiguousEntries(cached, after, upToSeq);
      if (found && found.length <= limit) return { entries: found, more: false };
      const page = await log.since(view, matchId, after, limit, upToSeq);
      remember(key, page.entries);
      return page;
    },
  };
}

/** The cached entries after one position and at least up to another; undefined if one of them is missing. */
function contiguousEntries(cached: CachedMatch, after: number, upTo: number): EntryFrames[] | undefined {
  const entries = [...cached.entries.values()].filter(({ seq }) => seq > after).sort((a, b) => a.seq - b.seq);
  let at = after;
  for (const { seq, prev_seq } of entries) {
    if (prev_seq > at) break;
    at = seq;
  }
  return at >= upTo ? entries.filter(({ seq }) => seq <= at) : undefined;
}
