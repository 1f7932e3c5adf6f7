import { internalStreamRecords } from "../../modules/ingest/internal-records.ts";
import type { StreamItem } from "../../modules/match/event.ts";
import { backoff } from "../../modules/polling/backoff.ts";
import { asError } from "../../modules/runtime/errors.ts";
import type { BridgeDeps } from "./deps.ts";
import { createSignal } from "./signal.ts";

/** The items of one match from one message or answer. */
export interface MatchMessage {
  /** By the vendor's id. */
  match_id: string;
  items: readonly StreamItem[];
  /** RFC 3339 UTC. */
  received_at: string;
}

/**
 * Publishes one provider's messages to the stream, in order. It buffers them, up to a bound, while the stream is
 * unavailable, and drops nothing it accepted.
 */
export interface PublishQueue {
  /** Queues all of the messages; false, and queues none, if there is no room. */
  offer(messages: readonly MatchMessage[]): boolean;
  /** Queues the message once there is room, unless it is not `wanted` any more by then. */
  put(message: MatchMessage, wanted: () => boolean, signal: AbortSignal): Promise<void>;
  /** Resolves when the queue is empty, or `signal` aborts. */
  emptied(signal: AbortSignal): Promise<void>;
  /** Publishes until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>;
}

/** Characters the queue holds: the messages of some minutes of a busy afternoon. */
const MAX_WAITING = 8_000_000;
/** Items that are published together. */
const MAX_TOGETHER = 500;
const CHECK_MS = 100;
const MAX_WAIT_MS = 3_600_000;

type PublishQueueDeps = Pick<BridgeDeps, "ids" | "stream" | "log" | "pause" | "random">;

/** @param onBlocked called when publishing fails, and when it works again */
export function publishQueue(
  deps: PublishQueueDeps,
  provider: string,
  onBlocked: (isBlocked: boolean) => void = () => undefined,
  most = MAX_WAITING,
): PublishQueue {
  const waiting: (MatchMessage & { size: number })[] = [];
  const added = createSignal();
  let size = 0;
  let failures = 0;

  const take = (messages: readonly (MatchMessage & { size: number })[]) => {
    waiting.push(...messages);
    size += sum(messages);
    added.raise();
  };
  // A message larger than the queue is accepted when the queue is empty.
  const hasRoom = (more: number) => waiting.length === 0 || size + more <= most;

  /** Rejects unless the stream took all of it; publishing it all again changes nothing. */
  const publish = async (messages: readonly MatchMessage[]) => {
    const records = [];
    for (const { items, received_at } of messages) {
      records.push(...(await internalStreamRecords(items, received_at, deps.ids)));
    }
    await deps.stream.publish(records);
  };

  const blocked = (error: unknown) => {
    failures += 1;
    if (failures > 1) return;
    onBlocked(true);
    deps.log.error("stream unavailable", { provider, error: asError(error) });
  };

  const unblocked = () => {
    failures = 0;
    onBlocked(false);
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
      while (!hasRoom(sized.size) && !signal.aborted) await deps.pause(CHECK_MS, signal);
      if (!signal.aborted && wanted()) take([sized]);
    },
    async emptied(signal) {
      while (waiting.length > 0 && !signal.aborted) await deps.pause(CHECK_MS, signal);
    },
    async run(signal) {
      while (!signal.aborted) {
        const next = firstBatch(waiting);
        if (next.length === 0) {
          await added.wait(deps.pause, MAX_WAIT_MS, signal);
          continue;
        }
        try {
          await publish(next);
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
 * The first messages, up to the second one of any match: when one of them fails and all are published again, no old
 * message follows a newer one of its match.
 */
function firstBatch<T extends MatchMessage>(waiting: readonly T[]): T[] {
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
