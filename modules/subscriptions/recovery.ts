import { eventTypeOf, passes } from "../match/event-filter.ts";
import { type MatchFrame, snapshotFrame } from "../match/frame.ts";
import { privateView } from "../match/view.ts";
import type { FrameLog, FramePage, SnapshotStore, StoredSnapshot } from "../ports/recovery.ts";
import { lastVisibleSeq, type MatchSubscription } from "./match-subscription.ts";

/** The most entries of one match that a viewer is replayed. */
const MAX_ENTRIES = 200;
/** The most bytes of one match that a viewer is replayed, as JSON in UTF-8. */
const MAX_BYTES = 100_000;
/** The most entries in one answer, whatever the number of matches: it is posted frame by frame. */
const MAX_ENTRIES_ALTOGETHER = 400;

/** Pauses, in ms, between reads while the snapshot is stored and its frames are not yet. */
const PAUSES_MS = [50, 150];

export interface RecoveryStores {
  snapshots: Pick<SnapshotStore, "get">;
  frames: Pick<FrameLog, "since">;
  /** @param ms milliseconds */
  sleep: (ms: number) => Promise<unknown>;
}

/** What a viewer sees of a match, and `seq` of the last entry that it has, if it has any. */
export interface RecoveryRequest extends MatchSubscription {
  after?: number;
}

export interface RecoveredFrames {
  /** The matches of which `frames` has everything that was missed, by id, each with the last `seq` of it. */
  replayed: ReadonlyMap<string, number>;
  /** The frames that were missed, or else the snapshot, match by match. */
  frames: MatchFrame[];
}

/**
 * Reads what brings a viewer up to date: everything it missed after the positions it has, or the snapshot.
 *
 * Call it only after the connection is subscribed. The consumer stores an entry first, then reads the subscribers, then
 * posts. An entry that is stored before we read is part of our answer. If an entry is stored after we read, the
 * consumer reads the subscribers after that, finds this one and posts the entry. So no entry is lost; one may come both
 * ways, and a posted one may arrive before those that are replayed.
 */
export async function recover(
  requests: readonly RecoveryRequest[],
  stores: RecoveryStores,
  timestamp: string,
): Promise<RecoveredFrames> {
  const known = await stores.snapshots.get(requests.map(({ match_id }) => match_id));
  const missed = await Promise.all(
    requests.map((request) => missedEntries(request, known.get(request.match_id), stores)),
  );
  const replayed = new Map<string, number>();
  const frames: MatchFrame[] = [];
  let room = MAX_ENTRIES_ALTOGETHER;
  for (const [index, { match_id, view, filter, after = 0 }] of requests.entries()) {
    const page = missed[index];
    const stored = known.get(match_id);
    if (page && page.length <= room) {
      room -= page.length;
      replayed.set(match_id, page.at(-1)?.seq ?? after);
      frames.push(
        ...page.flatMap((entry) => entry.frames).filter((frame) => passes(filter, eventTypeOf(frame))),
      );
    } else if (stored) frames.push(snapshotFrameOf(stored, view, timestamp));
  }
  return { replayed, frames };
}

function snapshotFrameOf(
  { snapshot, public_seq }: StoredSnapshot,
  view: MatchSubscription["view"],
  timestamp: string,
): MatchFrame {
  const frame = snapshotFrame(snapshot, public_seq, timestamp);
  return view === "public" ? frame : privateView(frame, snapshot.seq);
}

/** All entries of a match after `after`; undefined if some are not there any more or they are too many. */
async function missedEntries(
  request: RecoveryRequest,
  stored: StoredSnapshot | undefined,
  { frames, sleep }: Pick<RecoveryStores, "frames" | "sleep">,
): Promise<FramePage["entries"] | undefined> {
  const { match_id, view, after } = request;
  if (after === undefined) return undefined;
  if (after > (stored?.snapshot.seq ?? 0)) return undefined;
  const position = stored ? lastVisibleSeq(stored, request) : 0;
  // Nearly every viewer who returns has missed nothing, and needs no further read.
  if (after >= position) return [];
  for (const pause of [...PAUSES_MS, undefined]) {
    const page = await frames.since(view, match_id, after, MAX_ENTRIES, position);
    const found = completenessOf(after, position, page);
    if (found === "complete") return page.entries;
    if (found === "unrecoverable" || pause === undefined) return undefined;
    await sleep(pause);
  }
}

/**
 * Whether a page has every entry that was missed. `pending`: it continues the viewer's position but ends before the
 * snapshot does; most likely the rest is being written now, in parallel with the snapshot. `unrecoverable`: entries are
 * no longer stored, or they are too many or too large to replay.
 */
function completenessOf(
  after: number,
  upTo: number,
  { entries, more }: FramePage,
): "complete" | "pending" | "unrecoverable" {
  if (more || (entries[0]?.prev_seq ?? after) > after) return "unrecoverable";
  let at = after;
  for (const { seq, prev_seq } of entries) {
    if (prev_seq > at) return "pending";
    at = seq;
  }
  if (at < upTo) return "pending";
  const bytes = entries.reduce((sum, { frames }) => sum + Buffer.byteLength(JSON.stringify(frames)), 0);
  return bytes <= MAX_BYTES ? "complete" : "unrecoverable";
}
