import { nextCallAt } from "../../modules/polling/budget.ts";
import { type PollResult, poll } from "../../modules/polling/poll.ts";
import { limitsOf } from "../../modules/polling/session.ts";
import {
  afterLiveList,
  afterMatchAnswer,
  dueMatches,
  nextRequestAt,
  reportedStatuses,
} from "../../modules/polling/tracked-matches.ts";
import { LostLeaseError } from "../../modules/ports/vendors.ts";
import type { BridgeDeps } from "./deps.ts";
import { messagesByMatch } from "./message-order.ts";
import type { VendorStream } from "./vendor-stream.ts";

/** A catch-up starts no call later than this after its first. */
const LONGEST_MS = 600_000;
/** The shortest pause between two catch-ups, however many messages are missed. */
const PAUSE_MS = 2_000;
/** The shortest pause after a failed one. */
const RETRY_MS = 5_000;
/** The shortest wait before the REST API is asked for a match that left the list before it was over. */
const UNLISTED_MS = 15_000;
const MAX_WAIT_MS = 3_600_000;

/** How far an answer of the REST API may be behind the stream. */
const LAG_MS = 10_000;

/** `soon`: for some matches the answer may have been out of date. `failed`: part of the backfill is missing. */
type CatchUpResult = "done" | "soon" | "failed";

/**
 * Backfills from the REST API until `signal`: whenever the stream had a gap, and when a match left the list before
 * it was over.
 */
export async function keepCaughtUp(
  deps: BridgeDeps,
  vendorStream: VendorStream,
  signal: AbortSignal,
): Promise<void> {
  const { session, gapSignal, provider } = vendorStream;
  let wait = MAX_WAIT_MS;
  for (;;) {
    await gapSignal.wait(deps.pause, wait, signal);
    if (signal.aborted) return;
    const before = session.counts.calls;
    const outcome = await tryToCatchUp(deps, vendorStream, signal);
    if (outcome === "failed") {
      // The pause holds even if another gap opens: the vendor limits us.
      await deps.pause(untilNextCall(vendorStream, deps.now()), signal);
      gapSignal.raise();
      continue;
    }
    const matches = Object.keys(session.state.matches).length;
    deps.log.info("caught up", { provider, calls: session.counts.calls - before, matches });
    wait = outcome === "soon" ? LAG_MS : untilUnlistedAreDue(vendorStream, deps.now());
    await deps.pause(PAUSE_MS, signal);
  }
}

async function tryToCatchUp(
  deps: BridgeDeps,
  vendorStream: VendorStream,
  signal: AbortSignal,
): Promise<CatchUpResult> {
  try {
    return await catchUp(deps, vendorStream, signal);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof LostLeaseError) throw error;
    deps.log.error("not caught up", { provider: vendorStream.provider, error });
    return "failed";
  }
}

/** Asks the REST API for everything the stream may have missed, and queues what the stream does not have newer. */
async function catchUp(
  deps: BridgeDeps,
  vendorStream: VendorStream,
  signal: AbortSignal,
): Promise<CatchUpResult> {
  const { session, streaming, order } = vendorStream;
  const { polling, state } = session;
  const began = deps.now();
  session.until = began + LONGEST_MS;

  const mark = order.mark();
  const live = await poll(deps, session, { call: polling.live, isForMatches: false, mayUseReserve: false });
  if (live.outcome !== "items") return "failed";
  // A message about the whole match that came just before the call, or during it, may be newer than the answer.
  const isNewer = (id: string) => streaming.isWhole && began - order.lastArrivalAt(id) < LAG_MS;
  // Where each match has an answer of its own, which dates its events, the list only says which matches exist.
  if (!polling.pollsEachMatch) await queueAnswer(vendorStream, live, isNewer, signal);
  const streamed = Object.keys(state.matches).filter((id) => isNewer(id) || order.hasArrivedSince(id, mark));
  const listed = new Map([
    ...reportedStatuses(live.items),
    ...streamed.map((id) => [id, state.matches[id]?.status] as const),
  ]);
  state.matches = afterLiveList(state.matches, listed, deps.now());
  if (!(await pollMatches(deps, vendorStream, signal)) || signal.aborted) return "failed";
  const isUnsure = (id: string) => isNewer(id) && !order.hasArrivedSince(id, vendorStream.gap.mark);
  return Object.keys(state.matches).some(isUnsure) ? "soon" : "done";
}

/** @returns whether all matches were answered */
async function pollMatches(
  deps: BridgeDeps,
  vendorStream: VendorStream,
  signal: AbortSignal,
): Promise<boolean> {
  const { session, streaming, order, provider } = vendorStream;
  const { polling, state } = session;
  const due = dueMatches(state.matches, polling.pollsEachMatch, deps.now()).filter((id) =>
    needsPoll(vendorStream, id),
  );
  while (due.length > 0 && !signal.aborted) {
    const ids = due.splice(0, polling.perCall);
    const mark = order.mark();
    const call = polling.matches(
      ids.map((id) => id.slice(`${provider}-`.length)),
      new Date(deps.now()),
    );
    const mayUseReserve = ids.some((id) => state.matches[id]?.gone_at !== undefined);
    const answer = await poll(deps, session, { call, isForMatches: true, mayUseReserve });
    if (answer.outcome === "deferred" || answer.outcome === "failed") return false;
    // Matches the call did not name may be out of date as well.
    const streamIsNewer = (id: string) =>
      !ids.includes(id) || (streaming.isWhole && order.hasArrivedSince(id, mark));
    await queueAnswer(vendorStream, answer, streamIsNewer, signal);
    const statuses = answer.outcome === "items" ? reportedStatuses(answer.items) : [];
    state.matches = afterMatchAnswer(state.matches, ids, new Map(statuses), deps.now());
  }
  return true;
}

/** A listed match is asked for once per gap, a match that left the list until it is over. */
function needsPoll({ session, gap }: VendorStream, id: string): boolean {
  const { gone_at, asked_at = 0 } = session.state.matches[id] ?? {};
  return gone_at !== undefined || asked_at < gap.at;
}

/** @param streamIsNewer whether the stream has newer data of a match */
async function queueAnswer(
  { queue, teams }: VendorStream,
  result: PollResult,
  streamIsNewer: (matchId: string) => boolean,
  signal: AbortSignal,
): Promise<void> {
  if (result.outcome !== "items") return;
  teams.remember(result.items);
  for (const message of messagesByMatch(result.items, result.received_at)) {
    await queue.put(message, () => !streamIsNewer(message.match_id), signal);
  }
}

function untilUnlistedAreDue({ session }: VendorStream, now: number): number {
  const { state, polling } = session;
  const unlisted = Object.values(state.matches).filter(({ gone_at }) => gone_at !== undefined);
  if (unlisted.length === 0) return MAX_WAIT_MS;
  return Math.max(
    UNLISTED_MS,
    Math.min(...unlisted.map((match) => nextRequestAt(match, polling.pollsEachMatch))) - now,
  );
}

function untilNextCall({ session }: VendorStream, now: number): number {
  const { spent, hold_until, circuit } = session.state;
  const at = Math.max(hold_until, circuit.until, nextCallAt(spent, limitsOf(session), now, false));
  return Math.max(RETRY_MS, at - now);
}
