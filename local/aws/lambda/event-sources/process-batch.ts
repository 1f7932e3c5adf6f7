import { setTimeout as wait } from "node:timers/promises";
import type { Invocation } from "../../interfaces.ts";
import type { Mapping } from "./mapping.ts";
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
 * Invokes the function with a batch, and retries as an event source mapping does, until all of it is done or given up.
 * Returns early only when the signal aborts.
 */
export async function processBatch(
  records: readonly StreamRecord[],
  mapping: Mapping,
  ports: BatchPorts,
): Promise<void> {
  const [first] = records;
  const last = records.at(-1);
  if (!first || !last) return;
  for (let tries = 1; !ports.signal.aborted; tries++) {
    const invocation = await ports.invoke(records);
    if (!invocation.functionError) return ports.done(last);
    const reason = reasonToGiveUp(first, tries, mapping, ports.now());
    if (reason) {
      ports.giveUp(records, reason, tries, invocation);
      return ports.done(last);
    }
    await pause(tries, ports.signal);
    // Bisecting does not count as a try.
    if (mapping.bisect && records.length > 1) {
      const middle = Math.ceil(records.length / 2);
      await processBatch(records.slice(0, middle), mapping, ports);
      return processBatch(records.slice(middle), mapping, ports);
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
