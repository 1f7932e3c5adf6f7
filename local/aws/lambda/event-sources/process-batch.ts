import { setTimeout as wait } from "node:timers/promises";
import type { Invocation } from "../../interfaces.ts";
import type { Mapping } from "./mapping.ts";
import { recordsDone } from "./outcome.ts";
import type { StreamRecord } from "./record.ts";

/** Pauses between tries: doubling from the first to the last. Lambda's own are longer. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;

export type GivenUp = "RetryAttemptsExhausted" | "RecordAgeExceeded";

/** What processing a batch needs from its surroundings. */
export interface BatchPorts {
  invoke(records: readonly StreamRecord[]): Promise<Invocation>;
  /** Every record up to and including this one needs no further try. */
  done(record: StreamRecord): void;
  /** Hands a batch that is not tried again to the failure destination. */
  giveUp(records: readonly StreamRecord[], reason: GivenUp, tries: number, last: Invocation): void;
  signal: AbortSignal;
  now(): number;
}

/**
 * Invokes the function with a batch, and retries as an event source mapping does, until every record is done or given
 * up. Returns early only when the signal aborts.
 */
export async function processBatch(
  batch: readonly StreamRecord[],
  mapping: Mapping,
  ports: BatchPorts,
): Promise<void> {
  let records = batch;
  let tries = 0;
  while (!ports.signal.aborted) {
    const invocation = await ports.invoke(records);
    tries++;
    const count = recordsDone(records, invocation, mapping.partialResponses);
    const lastDone = records[count - 1];
    if (lastDone) {
      ports.done(lastDone);
      records = records.slice(count);
      // The record that failed has been tried once.
      tries = 1;
    }
    const first = records[0];
    if (!first) return;
    const reason = reasonToGiveUp(first, tries, mapping, ports.now());
    if (reason) {
      ports.giveUp(records, reason, tries, invocation);
      ports.done(records.at(-1) ?? first);
      return;
    }
    await pause(tries, ports.signal);
    // Bisecting does not count as a try. A partial answer names the failed record, so it needs no bisecting.
    if (mapping.bisect && count === 0 && records.length > 1) {
      const middle = Math.ceil(records.length / 2);
      await processBatch(records.slice(0, middle), mapping, ports);
      await processBatch(records.slice(middle), mapping, ports);
      return;
    }
  }
}

function reasonToGiveUp(
  { ApproximateArrivalTimestamp }: StreamRecord,
  tries: number,
  { maxRetries, maxAgeMs }: Mapping,
  now: number,
): GivenUp | undefined {
  if (now - ApproximateArrivalTimestamp * 1000 > maxAgeMs) return "RecordAgeExceeded";
  if (tries > maxRetries) return "RetryAttemptsExhausted";
  return undefined;
}

async function pause(tries: number, signal: AbortSignal): Promise<void> {
  const length = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
  await wait(length, undefined, { signal }).catch(() => undefined);
}
