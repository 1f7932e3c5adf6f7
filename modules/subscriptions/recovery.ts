import { eventTypeOf, passes } from "../match/event-filter.ts";
import { type MatchFrame, snapshotFrame } from "../match/frame.ts";
import { privateView } from "../match/view.ts";
import type { FrameLog, FramePage, SnapshotStore, StoredSnapshot } from "../ports/recovery.ts";
import { type Interest, positionOf } from "./interest.ts";

/** What a viewer may be replayed of one match. */
const MAX_ENTRIES = 200;
/** JSON of the frames, in UTF-8. */
const MAX_BYTES = 100_000;
/** In one answer, whatever the number of matches: it is posted frame by frame. */
const MAX_ENTRIES_ALTOGETHER = 400;

/** Pauses, in ms, in which frames of which only the snapshot is there already are waited for. */
const PAUSES_MS = [50, 150];

export interface RecoveryStores {
  snapshots: Pick<SnapshotStore, "get">;
  frames: Pick<FrameLog, "since">;
  /** @param ms milliseconds */
  sleep: (ms: number) => Promise<unknown>;
}

/** A viewer of a match, and `seq` of the last entry it has, if it has any. */
export interface Recovery extends Interest {
  after?: number;
}

export interface Recovered {
  /** By id of each match of which everything missed is among `frames`: up to where. */
  replayed: ReadonlyMap<string, number>;
  /** What was missed, or else the snapshot, match by match. */
  frames: MatchFrame[];
}

/**
 * What brings a viewer up to date: all it missed after the positions it has, or the snapshot.
 *
 * Call it only once the connection is subscribed. The consumer keeps an entry here first, then reads who is
 * subscribed, then posts. So for each entry either it is kept before we read, and part of our answer, or it is
 * not, and then the consumer reads the subscribers after us, finds this one and posts it. Nothing falls between;
 * an entry may come both ways, and a posted one may arrive ahead of those replayed.
 */
export async function recover(
  returners: readonly Recovery[],
  stores: RecoveryStores,
  timestamp: string,
): Promise<Recovered> {
  const known = await stores.snapshots.get(returners.map(({ match_id }) => match_id));
  const missed = await Promise.all(
    returners.map((returner) => missedOf(returner, known.get(returner.match_id), stores)),
  );
  const replayed = new Map<string, number>();
  const frames: MatchFrame[] = [];
  let left = MAX_ENTRIES_ALTOGETHER;
  for (const [index, { match_id, view, filter, after = 0 }] of returners.entries()) {
    const page = missed[index];
    const stored = known.get(match_id);
    if (page && page.length <= left) {
      left -= page.length;
      replayed.set(match_id, page.at(-1)?.seq ?? after);
      frames.push(
        ...page.flatMap((entry) => entry.frames).filter((frame) => passes(filter, eventTypeOf(frame))),
      );
    } else if (stored) frames.push(newcomersFrame(stored, view, timestamp));
  }
  return { replayed, frames };
}

function newcomersFrame(
  { snapshot, public_seq }: StoredSnapshot,
  view: Interest["view"],
  timestamp: string,
): MatchFrame {
  const frame = snapshotFrame(snapshot, public_seq, timestamp);
  return view === "public" ? frame : privateView(frame, snapshot.seq);
}

/** The entries of a match after `after`, all of them; undefined if that cannot be said or is too much. */
async function missedOf(
  returner: Recovery,
  stored: StoredSnapshot | undefined,
  { frames, sleep }: Pick<RecoveryStores, "frames" | "sleep">,
): Promise<FramePage["entries"] | undefined> {
  const { match_id, view, after } = returner;
  if (after === undefined) return undefined;
  if (after > (stored?.snapshot.seq ?? 0)) return undefined;
  const position = stored ? positionOf(stored, returner) : 0;
  // Nearly everyone who returns has missed nothing, and costs no further read.
  if (after >= position) return [];
  for (const pause of [...PAUSES_MS, undefined]) {
    const page = await frames.since(view, match_id, after, MAX_ENTRIES, position);
    const found = judge(after, position, page);
    if (found === "whole") return page.entries;
    if (found === "lost" || pause === undefined) return undefined;
    await sleep(pause);
  }
}

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
