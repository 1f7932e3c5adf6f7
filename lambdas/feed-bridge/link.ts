import { randomUUID } from "node:crypto";
import { retryAfter } from "../../modules/polling/backoff.ts";
import { isInPlay } from "../../modules/polling/tracking.ts";
import {
  StreamRefusedError,
  type StreamRequest,
  VendorUnreachableError,
} from "../../modules/ports/vendors.ts";
import { adapterOf } from "../../modules/providers/index.ts";
import type { BridgeDeps } from "./deps.ts";
import type { Feed } from "./feed.ts";
import { afterMessage, messagesByMatch } from "./message-order.ts";

/** How a connection ended. */
export interface LinkEnd {
  /** For the log: says nothing of the address. */
  reason: string;
  /** How long it had been open; undefined if it never was. */
  lastedMs?: number;
  /** Nobody is to try before: milliseconds since the epoch. */
  notBefore?: number;
  /** It will not get better by itself. */
  isHopeless: boolean;
}

/** A vendor that sends so many in a row has something wrong with it that a new connection may mend. */
const MAX_REFUSED = 20;
const HEARTBEATS = 3;
const MOMENT_MS = 1_000;

type Taken = "taken" | "refused" | "full";

/** Holds one connection for as long as it lives, and hands on what comes. */
export async function follow(deps: BridgeDeps, feed: Feed, signal: AbortSignal): Promise<LinkEnd> {
  const given = new AbortController();
  let reason = "ended";
  const giveUp = (why: string) => {
    reason = why;
    given.abort();
  };
  let openedAt: number | undefined;
  let refused = 0;
  let interval: number | undefined;
  let silence = deps.alarm(silenceMs(feed, interval), () => giveUp("silent"));
  try {
    for await (const part of deps.streams.open(requestOf(feed), AbortSignal.any([signal, given.signal]))) {
      silence();
      if (part.kind === "open") openedAt = opened(deps, feed);
      feed.vitals.sign();
      const heartbeat = part.kind === "message" ? feed.streaming.heartbeat?.(part.text) : undefined;
      interval = heartbeat?.interval ?? interval;
      const taken = part.kind === "message" && !heartbeat ? take(deps, feed, part.text, refused) : undefined;
      if (taken === "taken") refused = 0;
      if (taken === "refused") refused += 1;
      if (taken === "full") giveUp("full");
      if (refused === MAX_REFUSED) giveUp("senseless");
      if (given.signal.aborted) break;
      silence = deps.alarm(silenceMs(feed, interval), () => giveUp("silent"));
    }
    return { reason, isHopeless: false, ...lasted() };
  } catch (error) {
    return { ...endOf(error, deps.now(), given.signal.aborted ? reason : undefined), ...lasted() };
  } finally {
    silence();
  }

  function lasted(): Pick<LinkEnd, "lastedMs"> {
    return openedAt === undefined ? {} : { lastedMs: deps.now() - openedAt };
  }
}

function requestOf({ provider, streaming, session: { account } }: Feed): StreamRequest {
  const { url, headers = {} } = streaming.subscription(account.streamUrl ?? streaming.url, account.key);
  return { transport: streaming.transport, url, headers, maxBytes: adapterOf(provider).limits.sent };
}

/** The stream's own word, where it has given one. */
function silenceMs({ streaming, session }: Feed, interval: number | undefined): number {
  if (interval !== undefined) return interval * 1_000 * HEARTBEATS + MOMENT_MS;
  return streaming.silenceMs(Object.values(session.state.matches).some(isInPlay));
}

function opened(deps: BridgeDeps, feed: Feed): number {
  missedUpToHere(deps, feed);
  feed.vitals.connected();
  deps.log.info("stream connected", { provider: feed.provider });
  return deps.now();
}

/** From here on nothing is missing; what was before can only be asked for. */
function missedUpToHere({ now }: BridgeDeps, feed: Feed): void {
  feed.gap = { mark: feed.order.mark(), at: now() };
  feed.missed.raise();
}

function take(deps: BridgeDeps, feed: Feed, text: string, refused: number): Taken {
  const { provider, session, queue, order, teams, vitals } = feed;
  const received_at = new Date(deps.now()).toISOString();
  const decoded = adapterOf(provider).decode(text, "native", { received_at, request_id: randomUUID() });
  if (decoded.outcome !== "items") {
    missedUpToHere(deps, feed);
    vitals.refused();
    if (refused === 0) deps.log.warn("message refused", { provider, outcome: decoded.outcome });
    return "refused";
  }
  const messages = messagesByMatch(teams.named(decoded.items), received_at);
  if (!queue.offer(messages)) return "full";
  for (const { match_id } of messages) order.note(match_id, deps.now());
  session.state.matches = afterMessage(session.state.matches, decoded.items);
  return "taken";
}

function endOf(error: unknown, now: number, reason: string | undefined): LinkEnd {
  if (reason !== undefined) return { reason, isHopeless: false };
  if (error instanceof StreamRefusedError) {
    const { status } = error;
    const notBefore = retryAfter(error.retryAfter, now);
    return {
      reason: `status_${status}`,
      isHopeless: status === 401 || status === 403,
      ...(notBefore === undefined ? {} : { notBefore }),
    };
  }
  if (error instanceof VendorUnreachableError) return { reason: error.reason, isHopeless: false };
  throw error;
}
