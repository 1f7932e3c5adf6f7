import { type DeliveryReport, deliver } from "../fanout/deliver.ts";
import { broadcastsOf, deliveriesOf, type Told, toldOf } from "../fanout/plan.ts";
import type { LogEntry } from "../match/entry.ts";
import { snapshot } from "../match/state.ts";
import type {
  Audience,
  EntryFrames,
  FrameLog,
  Gateway,
  MatchStore,
  Payload,
  SnapshotStore,
} from "../ports.ts";
import type { StoredBatch } from "./store.ts";

export interface PushDeps {
  matches: MatchStore;
  snapshots: SnapshotStore;
  frames: Pick<FrameLog, "append">;
  audience: Pick<Audience, "subscribers" | "forget">;
  gateway: Gateway;
  payloadOf: (frame: string) => Payload;
}

/**
 * Entries of a match that one push keeps for recovery: more than a viewer is ever replayed, and no more than a
 * DynamoDB partition takes in a second, so that a backlog cannot hold up the push, and with it the shard.
 */
const MOST_KEPT = 500;

/**
 * Pushes every entry that viewers have not been served yet, also what an earlier try stored and then died.
 *
 * The order makes it safe at any crash: the snapshot and the frames first, so that whoever subscribes after the
 * subscribers were read finds the entry there; the pushed position last, so that a crash before it pushes again.
 *
 * @param timeLeft milliseconds the posts may still take
 */
export async function push(
  batches: readonly StoredBatch[],
  deps: PushDeps,
  timeLeft: () => number,
): Promise<DeliveryReport> {
  const due = batches.filter(({ state, pushed_seq }) => state.seq > pushed_seq);
  if (due.length === 0) return { delivered: 0, failed: 0, skipped: 0, gone: [] };

  const [told] = await Promise.all([
    kept(due, deps),
    deps.snapshots.put(due.map(({ state }) => ({ snapshot: snapshot(state), public_seq: state.public_seq }))),
  ]);
  const plans = due.map(({ state }, index) => broadcastsOf(state, told[index] ?? [], deps.payloadOf));
  const channels = new Set(plans.flat().flatMap((broadcast) => broadcast.channels));
  const subscribers = await deps.audience.subscribers([...channels]);
  const deliveries = plans.flatMap((broadcasts) => deliveriesOf(broadcasts, subscribers));
  const report = await deliver(deliveries, deps.gateway, timeLeft);
  await deps.matches.markPushed(due.map(({ state }) => ({ match_id: state.match_id, seq: state.seq })));
  return report;
}

/** What viewers are to be told of each match, once it is kept for those who are away. */
async function kept(due: readonly StoredBatch[], { matches, frames }: PushDeps): Promise<Told[][]> {
  const entries = await unserved(due, matches);
  const told = due.map(({ state }) => toldOf(state, entries.get(state.match_id) ?? []));
  await frames.append(told.flatMap((ofMatch) => ofMatch.slice(-MOST_KEPT).map(recoverable)));
  return told;
}

function recoverable({ entry, frames }: Told): EntryFrames {
  return { match_id: entry.match_id, seq: entry.seq, prev_seq: entry.prev_public_seq, frames };
}

/** The entries after each match's pushed position, from the batch itself or, after a crash, from the log. */
async function unserved(due: readonly StoredBatch[], matches: MatchStore): Promise<Map<string, LogEntry[]>> {
  const late = due.filter(({ state, entries, pushed_seq }) => entries.length < state.seq - pushed_seq);
  const found = new Map(due.map(({ state, entries }) => [state.match_id, [...entries]]));
  if (late.length === 0) return found;
  for (const { state } of late) found.set(state.match_id, []);
  const positions = late.map(({ state, pushed_seq }) => ({ match_id: state.match_id, after: pushed_seq }));
  for (const entry of await matches.entriesAfter(positions)) found.get(entry.match_id)?.push(entry);
  return found;
}
