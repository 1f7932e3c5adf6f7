import { broadcast } from "../../modules/fanout/broadcast.ts";
import { type FanOutDeps, fanOut } from "../../modules/fanout/fan-out.ts";
import type { StatsPace } from "../../modules/fanout/pace.ts";
import { sharesOf } from "../../modules/fanout/size.ts";
import { hasUnsentStats, type StatsUpdate, statsUpdatesOf } from "../../modules/fanout/stats.ts";
import type { LogEntry } from "../../modules/match/entry.ts";
import { channelsOf, type Publication, publicationsOf } from "../../modules/match/publication.ts";
import { snapshot } from "../../modules/match/state.ts";
import type { Audience } from "../../modules/ports/audience.ts";
import type { Broadcasters, SegmentReport } from "../../modules/ports/gateway.ts";
import type { MatchStore, PushPosition } from "../../modules/ports/matches.ts";
import type { FrameLog, SnapshotStore } from "../../modules/ports/recovery.ts";
import { dueStats } from "./due-stats.ts";
import { recoverable } from "./recoverable.ts";
import type { StoredBatch } from "./store.ts";

export interface PushDeps extends FanOutDeps {
  matches: MatchStore;
  snapshots: SnapshotStore;
  frames: Pick<FrameLog, "append">;
  audience: Pick<Audience, "subscribers" | "sizes" | "forget">;
  broadcasters: Broadcasters;
  now: () => Date;
}

/** What became of the posts of a batch. */
export interface PushReport extends SegmentReport {
  /** Segments that broadcasters were asked to serve. */
  segments: number;
  /** Of them, those of which nobody knows whether they were. */
  lost: number;
  /** The longest time between two statistics of one of the matches, in ms. */
  stats_interval: number;
  /** Connections that were not there any more, and have not been forgotten yet. */
  left: readonly string[];
}

/**
 * Pushes every entry that viewers have not been served yet, also what an earlier try stored and then died: to small
 * audiences itself, to large ones by broadcasters.
 *
 * The order makes it safe at any crash: the snapshot and the frames first, so that whoever subscribes after the
 * subscribers were read finds the entry there; the pushed position last, so that a crash before it pushes again.
 * What a match is told next comes after all of this, from whichever of them.
 *
 * @param timeLeft milliseconds in which posts may still be begun
 */
export async function push(
  batches: readonly StoredBatch[],
  deps: PushDeps & { pace: StatsPace },
  timeLeft: () => number,
): Promise<PushReport> {
  const due = batches.filter(
    ({ state, pushed_seq, stats_sent }) => state.seq > pushed_seq || hasUnsentStats(state, stats_sent),
  );
  if (due.length === 0) return NOTHING;

  const publications = await unserved(due, deps.matches);
  const news = statsUpdatesOf(due, publications, deps.now());
  const candidates = [...publications, ...Array.from(news.values(), ({ publication }) => publication)];
  const [sizes] = await Promise.all([
    deps.audience.sizes(channelsOf(candidates)),
    deps.frames.append(recoverable(publications)),
    deps.snapshots.put(
      due.map(({ state }) => ({
        snapshot: snapshot(state),
        public_seq: state.public_seq,
        positions: state.positions,
      })),
    ),
  ]);
  const stats = dueStats(due, news, sizes, deps.pace);
  const told = [...publications, ...Array.from(stats.news.values(), ({ publication }) => publication)];
  const { small, large, segments } = sharesOf(told, sizes);
  const until = deps.now().getTime() + timeLeft();
  const [here, elsewhere] = await Promise.all([
    fanOut(small, deps, timeLeft),
    broadcast(large, segments, deps, until),
  ]);
  // A large audience always has to wait for the budget, a small one only if all the others take too much.
  deps.pace.learn(here.deferred + here.skipped + elsewhere.skipped > 0);
  const viewers = { ...here.viewers, ...elsewhere.viewers };
  await deps.matches.markPushed(due.map(({ state }) => positionOf(state, viewers, stats.news)));
  return {
    delivered: here.delivered + elsewhere.delivered,
    failed: here.failed + elsewhere.failed,
    skipped: here.skipped + elsewhere.skipped,
    conflated: here.conflated + elsewhere.conflated,
    deferred: here.deferred + elsewhere.deferred,
    gone: here.gone.length + elsewhere.gone,
    viewers,
    segments: segments.length,
    lost: elsewhere.lost,
    stats_interval: stats.interval,
    left: here.gone,
  };
}

const NOTHING: PushReport = {
  delivered: 0,
  failed: 0,
  skipped: 0,
  conflated: 0,
  deferred: 0,
  gone: 0,
  viewers: {},
  segments: 0,
  lost: 0,
  stats_interval: 0,
  left: [],
};

function positionOf(
  { match_id, seq }: StoredBatch["state"],
  viewers: PushReport["viewers"],
  stats: ReadonlyMap<string, StatsUpdate>,
): PushPosition {
  const count = viewers[match_id];
  const sent = stats.get(match_id)?.sent;
  return {
    match_id,
    seq,
    ...(count === undefined ? {} : { viewers: count }),
    ...(sent === undefined ? {} : { stats: sent }),
  };
}

/** What viewers are to be told of each match: from the batch itself or, after a crash, from the log. */
async function unserved(due: readonly StoredBatch[], matches: MatchStore): Promise<Publication[]> {
  const late = due.filter(({ state, entries, pushed_seq }) => entries.length < state.seq - pushed_seq);
  const found = new Map<string, LogEntry[]>(late.map(({ state }) => [state.match_id, []]));
  if (late.length > 0) {
    const positions = late.map(({ state, pushed_seq }) => ({ match_id: state.match_id, after: pushed_seq }));
    for (const entry of await matches.entriesAfter(positions)) found.get(entry.match_id)?.push(entry);
  }
  return due.flatMap(({ state, entries }) => publicationsOf(state, found.get(state.match_id) ?? entries));
}
