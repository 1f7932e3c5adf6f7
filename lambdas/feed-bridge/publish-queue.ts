import { internalRecords } from "../../modules/ingest/internal-records.ts";
import type { Delivered } from "../../modules/match/event.ts";
import { backoff } from "../../modules/polling/backoff.ts";
import type { BridgeDeps } from "./deps.ts";
import { bell } from "./signal.ts";

/** What was said of one match at one time. */
export interface Parcel {
  /** By the vendor's id. */
  match_id: string;
  items: readonly Delivered[];
  /** RFC 3339 UTC. */
  received_at: string;
}

/**
 * The way of one provider into the stream, in order. It holds what the stream cannot take at the moment, up to a
 * bound, and drops nothing that it has taken.
 */
export interface Outlet {
  /** False if there is no room; nothing of it has been taken then. */
  offer(parcels: readonly Parcel[]): boolean;
  /** Takes it when there is room, unless it is not `wanted` any more by then. */
  put(parcel: Parcel, wanted: () => boolean, signal: AbortSignal): Promise<void>;
  /** Resolves when nothing waits any more, or `signal` ends. */
  emptied(signal: AbortSignal): Promise<void>;
  /** Passes on what it is given until `signal` ends. */
  run(signal: AbortSignal): Promise<void>;
}

/** Characters that may wait. A busy afternoon's messages of some minutes. */
const MAX_WAITING = 8_000_000;
/** Items that are passed on together. */
const MAX_TOGETHER = 500;
const LOOK_MS = 100;
const FOREVER_MS = 3_600_000;

type OutletDeps = Pick<BridgeDeps, "ids" | "stream" | "log" | "pause" | "random">;

/** @param told whenever what was taken cannot be passed on, and when it can again */
export function outlet(
  deps: OutletDeps,
  provider: string,
  told: (isBlocked: boolean) => void = () => undefined,
  most = MAX_WAITING,
): Outlet {
  const waiting: (Parcel & { size: number })[] = [];
  const news = bell();
  let size = 0;
  let failures = 0;

  const take = (parcels: readonly (Parcel & { size: number })[]) => {
    waiting.push(...parcels);
    size += sum(parcels);
    news.ring();
  };
  // Whatever is larger than all there is room for goes when nothing else is there.
  const hasRoom = (more: number) => waiting.length === 0 || size + more <= most;

  /** Rejects if not everything is known to have got in: it is all sent again, which changes nothing. */
  const passOn = async (parcels: readonly Parcel[]) => {
    const records = [];
    for (const { items, received_at } of parcels) {
      records.push(...(await internalRecords(items, received_at, deps.ids)));
    }
    await deps.stream.publish(records);
  };

  const blocked = (error: unknown) => {
    failures += 1;
    if (failures > 1) return;
    told(true);
    deps.log.error("stream unavailable", { provider, ...(error instanceof Error ? { error } : {}) });
  };

  const unblocked = () => {
    failures = 0;
    told(false);
    deps.log.info("stream available again", { provider, waiting: waiting.length });
  };

  return {
    offer(parcels) {
      const sized = parcels.map(withSize);
      if (!hasRoom(sum(sized))) return false;
      take(sized);
      return true;
    },
    async put(parcel, wanted, signal) {
      const sized = withSize(parcel);
      while (!hasRoom(sized.size) && !signal.aborted) await deps.pause(LOOK_MS, signal);
      if (!signal.aborted && wanted()) take([sized]);
    },
    async emptied(signal) {
      while (waiting.length > 0 && !signal.aborted) await deps.pause(LOOK_MS, signal);
    },
    async run(signal) {
      while (!signal.aborted) {
        const next = together(waiting);
        if (next.length === 0) {
          await news.wait(deps.pause, FOREVER_MS, signal);
          continue;
        }
        try {
          await passOn(next);
          waiting.splice(0, next.length);
          size -= sum(next);
          if (failures > 0) unblocked();
        } catch (error) {
          blocked(error);
          await deps.pause(backoff(failures, deps.random()), signal);
        }
      }
    },
  };
}

/**
 * The first of them, as long as each is of another match: when they are sent again because of one of them, nothing
 * old comes after something newer.
 */
function together<T extends Parcel>(waiting: readonly T[]): T[] {
  const matches = new Set<string>();
  const first: T[] = [];
  let items = 0;
  for (const parcel of waiting) {
    items += parcel.items.length;
    if (matches.has(parcel.match_id) || (first.length > 0 && items > MAX_TOGETHER)) break;
    matches.add(parcel.match_id);
    first.push(parcel);
  }
  return first;
}

function withSize(parcel: Parcel): Parcel & { size: number } {
  return { ...parcel, size: JSON.stringify(parcel.items).length };
}

function sum(parcels: readonly { size: number }[]): number {
  return parcels.reduce((total, { size }) => total + size, 0);
}
