import { splitByAudience } from "../../modules/fanout/audience-split.ts";
import { broadcast } from "../../modules/fanout/broadcast.ts";
import { type FanOutDeps, fanOut } from "../../modules/fanout/fan-out.ts";
import { EMPTY_REPORT, mergedReports } from "../../modules/fanout/segment-report.ts";
import { hasUnsentStats, type StatsUpdate, statsUpdatesOf } from "../../modules/fanout/stats.ts";
import type { StatsPace } from "../../modules/fanout/stats-pace.ts";
import type { LogEntry } from "../../modules/match/entry.ts";
import { channelsOf, type Publication, publicationsOf } from "../../modules/match/publication.ts";
import { snapshot } from "../../modules/match/state.ts";
import type { Audience } from "../../modules/ports/audience.ts";
import type { Broadcasters, SegmentReport } from "../../modules/ports/gateway.ts";
import type { MatchStore, PushPosition } from "../../modules/ports/matches.ts";
import type { FrameLog, SnapshotStore } from "../../modules/ports/recovery.ts";
import { dueStats } from "./due-stats.ts";
import { frameLogEntries } from "./frame-log-entries.ts";
import type { StoredMatchBatch } from "./store.ts";

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
  /** Segments that broadcasters were invoked for. */
  segments: number;
  /** Orders without a report: nobody knows whether they were carried out. */
  lost: number;
  /** The longest interval between two statistics of one of the matches, in ms. */
  stats_interval: number;
  /** Connections whose viewers have left, and which the caller has to forget. */
  goneConnections: readonly string[];
}

/**
 * Pushes every entry that viewers do not have yet, also those that an earlier try stored before it died. Posts to small
 * audiences itself, and has broadcasters post to large ones.
 *
 * The order makes a crash at any point safe. The snapshot and the frames come first, so that a viewer who subscribes
 * after the subscribers were read finds the entry there. The pushed position comes last, so that a crash before it
 * pushes again. It resolves after all posts, so that the next push of a match is posted later, whoever posts it.
 *
 * @param timeLeft milliseconds in which posts may still be begun
 */
export async function push(
  batches: readonly StoredMatchBatch[],
  deps: PushDeps & { pace: StatsPace },
  timeLeft: () => number,
): Promise<PushReport> {
  const due = batches.filter(
    ({ state, pushed_seq, stats_sent }) => state.seq > pushed_seq || hasUnsentStats(state, stats_sent),
  );
  if (due.length === 0) return NOTHING;

  const publications = await unpushed(due, deps.matches);
  const updates = statsUpdatesOf(due, publications, deps.now());
  const candidates = [...publications, ...Array.from(updates.values(), ({ publication }) => publication)];
  const [sizes] = await Promise.all([
    deps.audience.sizes(channelsOf(candidates)),
    deps.frames.append(frameLogEntries(publications)),
    deps.snapshots.put(
      due.map(({ state }) => ({
        snapshot: snapshot(state),
        public_seq: state.public_seq,
        positions: state.positions,
      })),
    ),
  ]);
  const stats = dueStats(due, updates, sizes, deps.pace);
  const toPost = [...publications, ...Array.from(stats.updates.values(), ({ publication }) => publication)];
  const { small, large, segments } = splitByAudience(toPost, sizes);
  const until = deps.now().getTime() + timeLeft();
  const [directReport, broadcastReport] = await Promise.all([
    fanOut(small, deps, timeLeft),
    broadcast(large, segments, deps, until),
  ]);
  // A large audience always has to wait for the budget, a small one only if all the others take too much.
  deps.pace.adapt(directReport.deferred + directReport.skipped + broadcastReport.skipped > 0);
  const report = mergedReports(
    { ...directReport, gone: directReport.goneConnections.length },
    broadcastReport,
  );
  await deps.matches.markPushed(due.map(({ state }) => pushPositionOf(state, report.viewers, stats.updates)));
  return {
    ...report,
    segments: segments.length,
    lost: broadcastReport.lost,
    stats_interval: stats.interval,
    goneConnections: directReport.goneConnections,
  };
}

const NOTHING: PushReport = { ...EMPTY_REPORT, segments: 0, lost: 0, stats_interval: 0, goneConnections: [] };

function pushPositionOf(
  { match_id, seq }: StoredMatchBatch["state"],
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

/** The publications of each match that viewers do not have: from the batch itself or, after a crash, from the log. */
async function unpushed(due: readonly StoredMatchBatch[], matches: MatchStore): Promise<Publication[]> {
  const withGap = due.filter(({ state, entries, pushed_seq }) => entries.length < state.seq - pushed_seq);
  const fromLog = new Map<string, LogEntry[]>(withGap.map(({ state }) => [state.match_id, []]));
  if (withGap.length > 0) {
    const positions = withGap.map(({ state, pushed_seq }) => ({
      match_id: state.match_id,
      after: pushed_seq,
    }));
    for (const entry of await matches.entriesAfter(positions)) fromLog.get(entry.match_id)?.push(entry);
  }
  return due.flatMap(({ state, entries }) => publicationsOf(state, fromLog.get(state.match_id) ?? entries));
}
