import { randomUUID } from "node:crypto";
import type { StreamItem, StreamRecord } from "../modules/match/event.ts";
import type { SourceRecord } from "../modules/reducer/decode.ts";

/** Batches of events as a busy afternoon brings them. */
export const EVENTS = 500;
export const MATCHES = 10;

let sequence = 0;

/** `events` new events of `MATCHES` matches, as records of the stream with ten events each. */
export function batchOf(events: number): SourceRecord[] {
  const perRecord = 10;
  return Array.from({ length: Math.ceil(events / perRecord) }, (_, index) => {
    const match_id = `bench-${index % MATCHES}`;
    const items = Array.from({ length: Math.min(perRecord, events - index * perRecord) }, () =>
      eventOf(match_id),
    );
    const record: StreamRecord = { v: 1, match_id, received_at: new Date().toISOString(), items };
    sequence += 1;
    return {
      sequence_number: `4${String(Date.now())}${String(sequence).padStart(12, "0")}`,
      partition_key: match_id,
      data: Buffer.from(JSON.stringify(record)).toString("base64"),
    };
  });
}

function eventOf(match_id: string): StreamItem {
  return {
    kind: "event",
    event: {
      provider: "custom",
      event_id: randomUUID(),
      match_id,
      event_type: "shot",
      detail: "on_target",
      period: "first_half",
      minute: 12,
      second: 30,
      team_id: "10",
      player_id: "789",
      position_x: 85.5,
      position_y: 45.2,
      operation: "create",
      occurred_at: new Date().toISOString(),
      metadata: { player_name: "Ada Example", xG: 0.12 },
    },
  };
}
