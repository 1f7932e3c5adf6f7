import { bestEffort } from "../../modules/runtime/best-effort.ts";
import type { BridgeDeps } from "./deps.ts";

/** What health is told of one provider's stream. Waits for nobody and never rejects. */
export interface Vitals {
  /** Whether the stream is connected, and what it says gets on. */
  readonly isWell: boolean;
  connected(): void;
  /** Something has come, if only a heartbeat. */
  sign(): void;
  /** It is tried again after so many ms; `tries` have failed in a row. */
  lost(tries: number, ms: number): void;
  blocked(isBlocked: boolean): void;
  /** A message that is not fit for use. */
  refused(): void;
}

/** Signs of life within it are one. */
const SIGN_MS = 10_000;
/** After so many it is not merely a hiccup. */
const TRIES = 4;
/** Beyond the next try, which may take a while to fail. */
const GRACE_MS = 20_000;
const ONE_FAILED = { received: 1, processed: 0, duplicate: 0, failed: 1, latency_ms: 0 };

type VitalsDeps = Pick<BridgeDeps, "feeds" | "metrics" | "log" | "now">;

export function vitalsOf({ feeds, metrics, log, now }: VitalsDeps, provider: string): Vitals {
  let isConnected = false;
  let isBlocked = false;
  let isDown = false;
  let noted = 0;
  const note = (work: () => Promise<void>) => void bestEffort(log, "feed not noted", work);
  const sign = () => {
    if (now() - noted < SIGN_MS) return;
    noted = now();
    note(() => feeds.alive(provider, new Date(now())));
  };
  return {
    get isWell() {
      return isConnected && !isBlocked;
    },
    connected() {
      isConnected = true;
      if (isDown) note(() => feeds.unreachable(provider, new Date(now())));
      isDown = false;
      sign();
    },
    sign,
    lost(tries, ms) {
      isConnected = false;
      if (tries < TRIES) return;
      isDown = true;
      note(() => feeds.unreachable(provider, new Date(now() + ms + GRACE_MS)));
    },
    blocked(given) {
      isBlocked = given;
    },
    refused() {
      metrics.report({ EventsFailed: 1 }, { provider });
      note(() => feeds.count(provider, ONE_FAILED, new Date(now())));
    },
  };
}
