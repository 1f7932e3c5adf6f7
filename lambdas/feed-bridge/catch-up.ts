import { freeAt } from "../../modules/polling/budget.ts";
import { type PollResult, poll } from "../../modules/polling/poll.ts";
import { limitsOf } from "../../modules/polling/session.ts";
import { afterAnswer, afterList, dueAt, dueMatches, statusesIn } from "../../modules/polling/tracking.ts";
import { LostLeaseError } from "../../modules/ports/vendors.ts";
import type { BridgeDeps } from "./deps.ts";
import type { Feed } from "./feed.ts";
import { messagesByMatch } from "./message-order.ts";

/** No call begins later than this after the first. */
const LONGEST_MS = 600_000;
/** Between two times, however often something is missed. */
const APART_MS = 2_000;
const AGAIN_MS = 5_000;
/** For the end of a match that is not listed any more and not over. */
const ENDS_MS = 15_000;
const FOREVER_MS = 3_600_000;

/** By how much an answer may be behind what the stream has said. */
const LAG_MS = 10_000;

/** What came of it. `soon`: of some matches the answer may have been out of date. `failed`: not everything is known. */
type CaughtUp = "done" | "soon" | "failed";

/** Asks for what was missed whenever something was, and for the end of matches that went missing, until `signal`. */
export async function keepCaughtUp(deps: BridgeDeps, feed: Feed, signal: AbortSignal): Promise<void> {
  const { session, missed, provider } = feed;
  let wait = FOREVER_MS;
  for (;;) {
    await missed.wait(deps.pause, wait, signal);
    if (signal.aborted) return;
    const before = session.counts.calls;
    const outcome = await triedToCatchUp(deps, feed, signal);
    if (outcome === "failed") {
      // Not even for something else that was missed: the vendor is to be left alone.
      await deps.pause(untilItMayBeAsked(feed, deps.now()), signal);
      missed.raise();
      continue;
    }
    const matches = Object.keys(session.state.matches).length;
    deps.log.info("caught up", { provider, calls: session.counts.calls - before, matches });
    wait = outcome === "soon" ? LAG_MS : untilEndsAreDue(feed, deps.now());
    await deps.pause(APART_MS, signal);
  }
}

async function triedToCatchUp(deps: BridgeDeps, feed: Feed, signal: AbortSignal): Promise<CaughtUp> {
  try {
    return await catchUp(deps, feed, signal);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof LostLeaseError) throw error;
    deps.log.error("not caught up", { provider: feed.provider, error });
    return "failed";
  }
}

/** Asks for everything that could have been missed, and hands on what the stream has not said better. */
async function catchUp(deps: BridgeDeps, feed: Feed, signal: AbortSignal): Promise<CaughtUp> {
  const { session, streaming, order } = feed;
  const { polling, state } = session;
  const began = deps.now();
  session.until = began + LONGEST_MS;

  const mark = order.mark();
  const live = await poll(deps, session, { question: polling.live, isOwn: false, isUrgent: false });
  if (live.outcome !== "items") return "failed";
  // What the stream said of a match as a whole just before, or has said since, may be newer than the answer.
  const isNewer = (id: string) => streaming.isWhole && began - order.at(id) < LAG_MS;
  // Where each match has an answer of its own, which tells when things happened, the list only says which there are.
  if (!polling.asksEach) await accept(feed, live, isNewer, signal);
  const streamed = Object.keys(state.matches).filter((id) => isNewer(id) || order.since(id, mark));
  const listed = new Map([
    ...statusesIn(live.items),
    ...streamed.map((id) => [id, state.matches[id]?.status] as const),
  ]);
  state.matches = afterList(state.matches, listed, deps.now());
  if (!(await askMatches(deps, feed, signal)) || signal.aborted) return "failed";
  const isUnsure = (id: string) => isNewer(id) && !order.since(id, feed.gap.mark);
  return Object.keys(state.matches).some(isUnsure) ? "soon" : "done";
}

/** @returns whether all of them have answered */
async function askMatches(deps: BridgeDeps, feed: Feed, signal: AbortSignal): Promise<boolean> {
  const { session, streaming, order, provider } = feed;
  const { polling, state } = session;
  const due = dueMatches(state.matches, polling.asksEach, deps.now()).filter((id) => isUnasked(feed, id));
  while (due.length > 0 && !signal.aborted) {
    const ids = due.splice(0, polling.perCall);
    const mark = order.mark();
    const question = polling.matches(
      ids.map((id) => id.slice(`${provider}-`.length)),
      new Date(deps.now()),
    );
    const isUrgent = ids.some((id) => state.matches[id]?.gone_at !== undefined);
    const answer = await poll(deps, session, { question, isOwn: true, isUrgent });
    if (answer.outcome === "later" || answer.outcome === "failed") return false;
    // What nobody asked for may be out of date as well.
    const isBetter = (id: string) => !ids.includes(id) || (streaming.isWhole && order.since(id, mark));
    await accept(feed, answer, isBetter, signal);
    const told = answer.outcome === "items" ? statusesIn(answer.items) : [];
    state.matches = afterAnswer(state.matches, ids, new Map(told), deps.now());
  }
  return true;
}

/** Those that are listed once for each gap; those that went missing as often as it takes. */
function isUnasked({ session, gap }: Feed, id: string): boolean {
  const { gone_at, asked_at = 0 } = session.state.matches[id] ?? {};
  return gone_at !== undefined || asked_at < gap.at;
}

/** @param isBetter whether what the stream has said of a match is */
async function accept(
  { queue, teams }: Feed,
  heard: PollResult,
  isBetter: (matchId: string) => boolean,
  signal: AbortSignal,
): Promise<void> {
  if (heard.outcome !== "items") return;
  teams.learn(heard.items);
  for (const message of messagesByMatch(heard.items, heard.received_at)) {
    await queue.put(message, () => !isBetter(message.match_id), signal);
  }
}

function untilEndsAreDue({ session }: Feed, now: number): number {
  const { state, polling } = session;
  const gone = Object.values(state.matches).filter(({ gone_at }) => gone_at !== undefined);
  if (gone.length === 0) return FOREVER_MS;
  return Math.max(ENDS_MS, Math.min(...gone.map((match) => dueAt(match, polling.asksEach))) - now);
}

function untilItMayBeAsked({ session }: Feed, now: number): number {
  const { spent, hold_until, circuit } = session.state;
  const at = Math.max(hold_until, circuit.until, freeAt(spent, limitsOf(session), now, false));
  return Math.max(AGAIN_MS, at - now);
}
