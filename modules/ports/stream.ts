import type { StreamRecord } from "../match/event.ts";

/** The ordered stream between the webhook and the consumer. */
export interface EventStream {
  /** Resolves once the stream holds every record, those of one match in the order given. */
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

/** Reads the records of the stream again. */
export interface StreamReader {
  /**
   * Hands over every record that came in from `from` until the call, and maybe a few that came in since. Those of
   * one match may come out of order, but their sequence numbers grow. Rejects with OutageError if some cannot be had.
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

/** A record that can never be processed, kept aside for a person to look at. */
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

export interface DeadLetters {
  send(letters: readonly DeadLetter[]): Promise<void>;
}
