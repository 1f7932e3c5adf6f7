import type { StreamRecord } from "../match/event.ts";

/**
 * The ordered stream between whatever receives from vendors (webhook, poller, feed bridge, operations) and the
 * consumer.
 */
export interface EventStream {
  /**
   * Resolves once the stream holds every record, those of one match in the order given. Rejects if it may lack some:
   * publishing all of them again is safe, because the reducer drops repeats.
   */
  publish(records: readonly StreamRecord[]): Promise<void>;
}

/** A record as the stream holds it. */
export interface StreamedRecord {
  /** Decimal, up to 56 digits. */
  sequence_number: string;
  partition_key: string;
  data: Uint8Array;
  /** When the stream took it. */
  arrived_at: Date;
}

/** Reads the records of the stream again, for the reconciler. */
export interface StreamReader {
  /**
   * Calls `take` with every record that arrived from `from` until the call, and maybe a few that arrived since, a page
   * at a time. Records of one match may come out of order; their sequence numbers have the order. Rejects with
   * OutageError if some cannot be read.
   */
  read(from: Date, take: (records: readonly StreamedRecord[]) => void): Promise<void>;
}

/** Where a match stands in the stream: everything up to and including this has been applied. */
export interface StreamPosition {
  /** Kinesis sequence number: decimal, up to 56 digits. */
  sequence_number: string;
  /** Index of the item in its record. */
  item: number;
}

/** Sequence numbers of one partition key only ever grow, but they are too long for a number. */
export function isLaterPosition(a: StreamPosition, b: StreamPosition): boolean {
  if (a.sequence_number === b.sequence_number) return a.item > b.item;
  return BigInt(a.sequence_number) > BigInt(b.sequence_number);
}

/** A record, or one item of it, that can never be processed, set aside for an operator. */
export interface DeadLetter {
  reason: "undecodable" | "invalid" | "rejected";
  /** What exactly was wrong. */
  message: string;
  sequence_number: string;
  partition_key: string;
  /** The provider of the item, if it is known. */
  provider?: string;
  /** Index of the item in its record, where only one item was bad. */
  item?: number;
  /** The record as it came, base64. */
  data: string;
}

/** The dead-letter queue of the consumer. */
export interface DeadLetters {
  /** Resolves once the queue has all of them. Rejects if it may lack some; sending them again may repeat some. */
  send(letters: readonly DeadLetter[]): Promise<void>;
}
