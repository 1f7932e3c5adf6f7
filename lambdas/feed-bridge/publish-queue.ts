import { internalStreamRecords } from "../../modules/ingest/internal-records.ts";
import type { StreamItem } from "../../modules/match/event.ts";
import { backoff } from "../../modules/polling/backoff.ts";
import { asError } from "../../modules/runtime/errors.ts";
import type { BridgeDeps } from "./deps.ts";
import { createSignal } from "./signal.ts";

/** What was said of one match at one time. */
export interface MatchMessage {
  /** By the vendor's id. */
  match_id: string;
  items: readonly StreamItem[];
  /** RFC 3339 UTC. */
  received_at: string;
}

/**
 * The way of one provider into the stream, in order. It holds what the stream cannot take at the moment, up to a
 * bound, and drops nothing that it has taken.
 */
export interface PublishQueue {
  /** False if there is no room; nothing of it has been taken then. */
  offer(messages: readonly MatchMessage[]): boolean;
  /** Takes it when there is room, unless it is not `wanted` any more by then. */
  put(message: MatchMessage, wanted: () => boolean, signal: AbortSignal): Promise<void>;
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

type PublishQueueDeps = Pick<BridgeDeps, "ids" | "stream" | "log" | "pause" | "random">;

/** @param told whenever what was taken cannot be passed on, and when it can again */
export function publishQueue(
  deps: PublishQueueDeps,
  provider: string,
  told: (isBlocked: boolean) => void = () => undefined,
  most = MAX_WAITING,
): PublishQueue {
  const waiting: (MatchMessage & { size: number })[] = [];
  const news = createSignal();
  let size = 0;
  let failures = 0;

  const take = (messages: readonly (MatchMessage & { size: number })[]) => {
    waiting.push(...messages);
    size += sum(messages);
    news.raise();
  };
  // Whatever is larger than all there is room for goes when nothing else is there.
  const hasRoom = (more: number) => waiting.length === 0 || size + more <= most;

  /** Rejects if not everything is known to have got in: it is all sent again, which changes nothing. */
  const passOn = async (messages: readonly MatchMessage[]) => {
    const records = [];
    for (const { items, received_at } of messages) {
      records.push(...(await internalStreamRecords(items, received_at, deps.ids)));
    }
    await deps.stream.publish(records);
  };

  const blocked = (error: unknown) => {
    failures += 1;
    if (failures > 1) return;
    told(true);
    deps.log.error("stream unavailable", { provider, error: asError(error) });
  };

  const unblocked = () => {
    failures = 0;
    told(false);
    deps.log.info("stream available again", { provider, waiting: waiting.length });
  };

  return {
    offer(messages) {
      const sized = messages.map(withSize);
      if (!hasRoom(sum(sized))) return false;
      take(sized);
      return true;
    },
    async put(message, wanted, signal) {
      const sized = withSize(message);
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
function together<T extends MatchMessage>(waiting: readonly T[]): T[] {
  const matches = new Set<string>();
  const first: T[] = [];
  let items = 0;
  for (const message of waiting) {
    items += message.items.length;
    if (matches.has(message.match_id) || (first.length > 0 && items > MAX_TOGETHER)) break;
    matches.add(message.match_id);
    first.push(message);
  }
  return first;
}

function withSize(message: MatchMessage): MatchMessage & { size: number } {
  return { ...message, size: JSON.stringify(message.items).length };
}

function sum(messages: readonly { size: number }[]): number {
  return messages.reduce((total, { size }) => total + size, 0);
}
