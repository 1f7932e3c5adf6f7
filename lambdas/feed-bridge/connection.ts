import { randomUUID } from "node:crypto";
import { retryAfter } from "../../modules/polling/backoff.ts";
import { isInPlay } from "../../modules/polling/tracked-matches.ts";
import {
  StreamRefusedError,
  type VendorStreamRequest,
  VendorUnreachableError,
} from "../../modules/ports/vendors.ts";
import { adapterOf } from "../../modules/providers/index.ts";
import type { BridgeDeps } from "./deps.ts";
import { afterMessage, messagesByMatch } from "./message-order.ts";
import type { VendorStream } from "./vendor-stream.ts";

/** Why a connection ended, and when to connect again. */
export interface ConnectionEnd {
  /** For the log, without the address. */
  reason: string;
  /** How long it was open; undefined if it never opened. */
  lastedMs?: number;
  /** When the vendor allows the next attempt, in milliseconds since the epoch. */
  notBefore?: number;
  /** Whether retrying soon is pointless: the vendor refuses the key. */
  isKeyRefused: boolean;
}

/** After this many unusable messages in a row we reconnect: that may mend the stream. */
const MAX_REFUSED = 20;
const HEARTBEATS = 3;
const MOMENT_MS = 1_000;

type MessageResult = "taken" | "refused" | "full";

/** Opens one connection and queues its messages until it ends. */
export async function runConnection(
  deps: BridgeDeps,
  vendorStream: VendorStream,
  signal: AbortSignal,
): Promise<ConnectionEnd> {
  const given = new AbortController();
  let reason = "ended";
  const giveUp = (why: string) => {
    reason = why;
    given.abort();
  };
  let openedAt: number | undefined;
  let refused = 0;
  let interval: number | undefined;
  let silence = deps.alarm(silenceMs(vendorStream, interval), () => giveUp("silent"));
  try {
    for await (const part of deps.streams.open(
      requestOf(vendorStream),
      AbortSignal.any([signal, given.signal]),
    )) {
      silence();
      if (part.kind === "open") openedAt = opened(deps, vendorStream);
      vendorStream.health.heartbeat();
      const heartbeat = part.kind === "message" ? vendorStream.streaming.heartbeat?.(part.text) : undefined;
      interval = heartbeat?.interval ?? interval;
      const taken =
        part.kind === "message" && !heartbeat
          ? handleMessage(deps, vendorStream, part.text, refused)
          : undefined;
      if (taken === "taken") refused = 0;
      if (taken === "refused") refused += 1;
      if (taken === "full") giveUp("full");
      if (refused === MAX_REFUSED) giveUp("undecodable");
      if (given.signal.aborted) break;
      silence = deps.alarm(silenceMs(vendorStream, interval), () => giveUp("silent"));
    }
    return { reason, isKeyRefused: false, ...lasted() };
  } catch (error) {
    return { ...endOf(error, deps.now(), given.signal.aborted ? reason : undefined), ...lasted() };
  } finally {
    silence();
  }

  function lasted(): Pick<ConnectionEnd, "lastedMs"> {
    return openedAt === undefined ? {} : { lastedMs: deps.now() - openedAt };
  }
}

function requestOf({ provider, streaming, session: { account } }: VendorStream): VendorStreamRequest {
  const { url, headers = {} } = streaming.subscription(account.streamUrl ?? streaming.url, account.key);
  return { transport: streaming.transport, url, headers, maxBytes: adapterOf(provider).limits.sent };
}

/** How long the stream may be silent: several of its own heartbeats, if it announced their interval. */
function silenceMs({ streaming, session }: VendorStream, interval: number | undefined): number {
  if (interval !== undefined) return interval * 1_000 * HEARTBEATS + MOMENT_MS;
  return streaming.silenceMs(Object.values(session.state.matches).some(isInPlay));
}

function opened(deps: BridgeDeps, vendorStream: VendorStream): number {
  markGap(deps, vendorStream);
  vendorStream.health.connected();
  deps.log.info("stream connected", { provider: vendorStream.provider });
  return deps.now();
}

/** Marks the end of a gap: the REST API has to fill in everything before this point. */
function markGap({ now }: BridgeDeps, vendorStream: VendorStream): void {
  vendorStream.gap = { mark: vendorStream.order.mark(), at: now() };
  vendorStream.gapSignal.raise();
}

function handleMessage(
  deps: BridgeDeps,
  vendorStream: VendorStream,
  text: string,
  refused: number,
): MessageResult {
  const { provider, session, queue, order, teams, health } = vendorStream;
  const received_at = new Date(deps.now()).toISOString();
  const decoded = adapterOf(provider).decode(text, "native", { received_at, request_id: randomUUID() });
  if (decoded.outcome !== "items") {
    markGap(deps, vendorStream);
    health.refused();
    if (refused === 0) deps.log.warn("message refused", { provider, outcome: decoded.outcome });
    return "refused";
  }
  const messages = messagesByMatch(teams.resolve(decoded.items), received_at);
  if (!queue.offer(messages)) return "full";
  for (const { match_id } of messages) order.record(match_id, deps.now());
  session.state.matches = afterMessage(session.state.matches, decoded.items);
  return "taken";
}

function endOf(error: unknown, now: number, reason: string | undefined): ConnectionEnd {
  if (reason !== undefined) return { reason, isKeyRefused: false };
  if (error instanceof StreamRefusedError) {
    const { status } = error;
    const notBefore = retryAfter(error.retryAfter, now);
    return {
      reason: `status_${status}`,
      isKeyRefused: status === 401 || status === 403,
      ...(notBefore === undefined ? {} : { notBefore }),
    };
  }
  if (error instanceof VendorUnreachableError) return { reason: error.reason, isKeyRefused: false };
  throw error;
}
