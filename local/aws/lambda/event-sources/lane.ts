import type { StreamRecord } from "./record.ts";
import { wakeUp } from "./wake-up.ts";

/** Lambda's limit for an event, less what surrounds the data of each record. */
const EVENT_BYTES = 6 * 1024 * 1024;
const ENVELOPE_BYTES = 600;

/** A queue of records, processed one batch after another; a shard has one lane per parallel invocation. */
export interface Lane {
  push(record: StreamRecord): void;
  /** Records not done yet. */
  readonly pending: number;
  /** Marks every record up to and including this one as done. */
  done(record: StreamRecord): void;
  /** The last record that was done in this run. */
  readonly lastDone: string | undefined;
  /** Resolves once the signal has aborted and the current batch has ended. */
  readonly running: Promise<void>;
}

export interface LaneOptions {
  batchSize: number;
  windowMs: number;
  signal: AbortSignal;
  processBatch(batch: readonly StreamRecord[], lane: Lane): Promise<void>;
}

export function startLane({ batchSize, windowMs, signal, processBatch }: LaneOptions): Lane {
  const queue: StreamRecord[] = [];
  const wakening = wakeUp(signal);
  let lastDone: string | undefined;

  async function run(): Promise<void> {
    while (!signal.aborted) {
      wakening.reset();
      if (queue.length === 0) {
        await wakening.wait();
        continue;
      }
      const deadline = Date.now() + windowMs;
      while (queue.length < batchSize && Date.now() < deadline && !signal.aborted) {
        wakening.reset();
        await wakening.wait(deadline - Date.now());
      }
      if (!signal.aborted) await processBatch(queue.slice(0, batchLength(queue, batchSize)), lane);
    }
  }

  const lane = {
    push(record: StreamRecord) {
      queue.push(record);
      wakening.wake();
    },
    get pending() {
      return queue.length;
    },
    done(record: StreamRecord) {
      queue.splice(0, queue.indexOf(record) + 1);
      lastDone = record.SequenceNumber;
    },
    get lastDone() {
      return lastDone;
    },
    running: Promise.resolve(),
  };
  lane.running = run();
  return lane;
}

/** As many records as fit into one event, at least one. */
function batchLength(queue: readonly StreamRecord[], batchSize: number): number {
  let bytes = 0;
  let length = 0;
  for (const { Data, PartitionKey } of queue) {
    bytes += Data.length + PartitionKey.length + ENVELOPE_BYTES;
    if (length === batchSize || (length > 0 && bytes > EVENT_BYTES)) break;
    length++;
  }
  return length;
}
