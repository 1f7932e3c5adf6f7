import { ONE_FAILED } from "../../modules/ports/feed-health.ts";
import { bestEffort } from "../../modules/runtime/best-effort.ts";
import type { BridgeDeps } from "./deps.ts";

/** Records the health of one provider's stream. No method waits or rejects. */
export interface StreamHealth {
  /** Whether the stream is connected and its messages can be published. */
  readonly isHealthy: boolean;
  connected(): void;
  /** Anything arrived, a heartbeat included. */
  heartbeat(): void;
  /** The connection ended; `tries` failed in a row, and the next one comes in `ms`. */
  lost(tries: number, ms: number): void;
  blocked(isBlocked: boolean): void;
  /** A message could not be decoded. */
  refused(): void;
}

/** Heartbeats are stored this often at most. */
const HEARTBEAT_MS = 10_000;
/** After this many failures in a row the feed counts as unreachable. */
const TRIES = 4;
/** Added to the time of the next try, which may take a while to fail. */
const GRACE_MS = 20_000;

type StreamHealthDeps = Pick<BridgeDeps, "feeds" | "metrics" | "log" | "now">;

export function streamHealth({ feeds, metrics, log, now }: StreamHealthDeps, provider: string): StreamHealth {
  let isConnected = false;
  let isBlocked = false;
  let isDown = false;
  let storedAt = 0;
  const store = (work: () => Promise<void>) => void bestEffort(log, "feed health not stored", work);
  const heartbeat = () => {
    if (now() - storedAt < HEARTBEAT_MS) return;
    storedAt = now();
    store(() => feeds.recordHeartbeat(provider, new Date(now())));
  };
  return {
    get isHealthy() {
      return isConnected && !isBlocked;
    },
    connected() {
      isConnected = true;
      if (isDown) store(() => feeds.recordReachable(provider, new Date(now())));
      isDown = false;
      heartbeat();
    },
    heartbeat,
    lost(tries, ms) {
      isConnected = false;
      if (tries < TRIES) return;
      isDown = true;
      store(() => feeds.recordUnreachable(provider, new Date(now() + ms + GRACE_MS)));
    },
    blocked(given) {
      isBlocked = given;
    },
    refused() {
      metrics.report({ EventsFailed: 1 }, { provider });
      store(() => feeds.addCounts(provider, ONE_FAILED, new Date(now())));
    },
  };
}
