import type { Period } from "../../match/status.ts";
import { isFields } from "../custom/fields.ts";
import { fault, faultsOf, type Path } from "../kit/faults.ts";
import type { SideName } from "../kit/goals.ts";
import type { Fault } from "../provider.ts";
import type { Clock } from "../snapshots/clock.ts";
import { type EntryBody, entryBody } from "./body.ts";
import { clockIn, periodIn } from "./clock.ts";
import { latestOf, timeOf } from "./times.ts";

/** An entry of the timeline or the push feed, with what all entries have at hand. */
export interface Entry {
  id: string;
  type: string;
  side?: SideName | undefined;
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
    return isFields(record) ? faultsOf(result.error, record, at) : [fault(at, "must be an object")];
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
    changed: latestOf(time, timeOf(body.updated_time)),
    body,
  };
}

function sideOf(value: unknown): SideName | undefined {
  return value === "home" || value === "away" ? value : undefined;
}
