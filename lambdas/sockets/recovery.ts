import { matchChannel } from "../match/channels.ts";
import { type MatchFrame, snapshotFrame } from "../match/frame.ts";
import type { FrameLog, FramePage, SnapshotStore, StoredSnapshot } from "../ports.ts";

/** What a viewer may be replayed of one match. */
const MAX_ENTRIES = 200;
/** JSON of the frames, in UTF-8. */
const MAX_BYTES = 100_000;
/** In one answer, whatever the number of matches: it is posted frame by frame. */
const MAX_ENTRIES_ALTOGETHER = 400;

/** Pauses, in ms, in which frames of which only the snapshot is there already are waited for. */
const PAUSES_MS = [50, 150];

interface Stores {
  snapshots: Pick<SnapshotStore, "get">;
  frames: Pick<FrameLog, "since">;
  /** @param ms milliseconds */
  sleep: (ms: number) => Promise<unknown>;
}

export interface CaughtUp {
  /** Match channels of which everything missed is among `frames`. */
  replayed: ReadonlySet<string>;
  /** What was missed, or else the snapshot, match by match. */
  frames: MatchFrame[];
}

/**
 * What brings a viewer of `matchIds` up to date: all it missed after the positions it has, or the snapshot.
 *
 * Call it only once the connection is subscribed. The consumer keeps an entry here first, then reads who is
 * subscribed, then posts. So for each entry either it is kept before we read, and part of our answer, or it is
 * not, and then the consumer reads the subscribers after us, finds this one and posts it. Nothing falls between;
 * an entry may come both ways, and a posted one may arrive ahead of those replayed.
 *
 * @param after position of the viewer by match channel, where it has one
 */
export async function catchUp(
  matchIds: readonly string[],
  after: Readonly<Record<string, number>>,
  stores: Stores,
  timestamp: string,
): Promise<CaughtUp> {
  const known = await stores.snapshots.get(matchIds);
  const missed = await Promise.all(
    matchIds.map((id) => missedOf(id, positionIn(after, id), known.get(id), stores)),
  );
  const replayed = new Set<string>();
  const frames: MatchFrame[] = [];
  let left = MAX_ENTRIES_ALTOGETHER;
  for (const [index, id] of matchIds.entries()) {
    const page = missed[index];
    const stored = known.get(id);
    if (page && page.length <= left) {
      left -= page.length;
      replayed.add(matchChannel(id));
      frames.push(...page.flatMap((entry) => entry.frames));
    } else if (stored) frames.push(snapshotFrame(stored.snapshot, stored.public_seq, timestamp));
  }
  return { replayed, frames };
}

/** The entries of a match after `after`, all of them; undefined if that cannot be said or is too much. */
async function missedOf(
  matchId: string,
  after: number | undefined,
  stored: StoredSnapshot | undefined,
  { frames, sleep }: Pick<Stores, "frames" | "sleep">,
): Promise<FramePage["entries"] | undefined> {
  if (after === undefined) return undefined;
  const { public_seq, seq } = stored ? { public_seq: stored.public_seq, seq: stored.snapshot.seq } : NOWHERE;
  if (after > seq) return undefined;
  // Nearly everyone who returns has missed nothing, and costs no further read.
  if (after >= public_seq) return [];
  for (const pause of [...PAUSES_MS, undefined]) {
    const page = await frames.since(matchId, after, MAX_ENTRIES);
    const found = judge(after, public_seq, page);
    if (found === "whole") return page.entries;
    if (found === "lost" || pause === undefined) return undefined;
    await sleep(pause);
  }
}

/** Of a match nobody has heard of. */
const NOWHERE = { public_seq: 0, seq: 0 };

/**
 * Whether a page has all that was missed. `late` is what joins up with the viewer's position and then breaks off
 * before the snapshot does: most likely it is being written right now, since the two are written in parallel.
 */
function judge(after: number, upTo: number, { entries, more }: FramePage): "whole" | "late" | "lost" {
  if (more || (entries[0]?.prev_seq ?? after) > after) return "lost";
  let at = after;
  for (const { seq, prev_seq } of entries) {
    if (prev_seq > at) return "late";
    at = seq;
  }
  if (at < upTo) return "late";
  const bytes = entries.reduce((sum, { frames }) => sum + Buffer.byteLength(JSON.stringify(frames)), 0);
  return bytes <= MAX_BYTES ? "whole" : "lost";
}

function positionIn(after: Readonly<Record<string, number>>, matchId: string): number | undefined {
  const channel = matchChannel(matchId);
  return Object.hasOwn(after, channel) ? after[channel] : undefined;
}
