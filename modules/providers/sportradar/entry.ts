import type { Clock } from "../../match/clock.ts";
import type { Side } from "../../match/state.ts";
import type { Period } from "../../match/status.ts";
import { type Path, recordFaults } from "../kit/faults.ts";
import { latestOf } from "../kit/instants.ts";
import type { Fault } from "../provider.ts";
import { type EntryBody, entryBody } from "./body.ts";
import { clockIn, periodIn } from "./clock.ts";
import { timeOf } from "./values.ts";

/** An entry of the timeline or the push feed, with what all entries have at hand. */
export interface Entry {
  id: string;
  type: string;
  side?: Side | undefined;
  period?: Period | undefined;
  clock?: Clock | undefined;
  /** When it was entered, RFC 3339 UTC. */
  time?: string | undefined;
  /** When it was entered or last changed, RFC 3339 UTC. */
  changed?: string | undefined;
  body: EntryBody;
}

/** @param at where the record sits in the body */
export function entryOf(record: unknown, at: Path): Entry | Fault[] {
  const result = entryBody.safeParse(record);
  if (!result.success) {
    return recordFaults(result.error, record, at);
  }
  const body = result.data;
  const period = periodIn(body);
  const time = timeOf(body.time);
  return {
    id: body.id,
    type: body.type.toLowerCase(),
    side: sideOf(body.competitor),
    period,
    clock: clockIn(body, period),
    time,
    changed: latestOf([time, timeOf(body.updated_time)]),
    body,
  };
}

function sideOf(value: unknown): Side | undefined {
  return value === "home" || value === "away" ? value : undefined;
}
