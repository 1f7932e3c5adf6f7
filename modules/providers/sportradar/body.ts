import * as z from "zod";
import { vendorFault } from "../kit/decode.ts";
import { fault, type Path } from "../kit/faults.ts";
import { type Fields, isFields } from "../kit/fields.ts";
import { requiredId, text } from "../kit/loose.ts";
import type { Fault } from "../provider.ts";

/** An entry of the timeline or the push feed. Its other fields are read where they are needed. */
export const entryBody = z.looseObject({
  id: requiredId,
  type: text.pipe(z.string("must be text")),
});
export type EntryBody = z.output<typeof entryBody>;

export const matchBody = z.looseObject({ id: requiredId });

/** A message of the push feed. */
export type Message = Fields & { payload?: unknown };

/** A record of a match, from the REST API or the push feed, and where it sits. */
export type Content =
  | { of: "matches"; records: readonly unknown[]; at: Path; isWhole: boolean; generated_at: unknown }
  | { of: "messages"; records: readonly Message[]; isList: boolean }
  | { of: "nothing"; faults: Fault[] };

/** Lists of matches. Their timelines may be those of the last seconds only. */
const LISTS = ["sport_event_timelines", "summaries", "schedules"];
const KINDS = "a timeline, a summary, or messages of the push feed";

export function contentOf(json: unknown): Content {
  if (Array.isArray(json)) {
    if (json.length > 0 && json.every(isMessage)) return { of: "messages", records: json, isList: true };
    return nothing(fault([], `must be ${KINDS}`));
  }
  if (isMessage(json)) return { of: "messages", records: [json], isList: false };
  if (!isFields(json)) return nothing(fault([], `must be ${KINDS}`));
  const { generated_at } = json;
  if (isFields(json.sport_event))
    return { of: "matches", records: [json], at: [], isWhole: true, generated_at };
  for (const list of LISTS) {
    const records = json[list];
    if (Array.isArray(records)) return { of: "matches", records, at: [list], isWhole: false, generated_at };
  }
  return nothing(errorOf(json) ?? fault([], `must be ${KINDS}`));
}

function isMessage(record: unknown): record is Message {
  return isFields(record) && (isFields(record.payload) || isFields(record.heartbeat));
}

function nothing(...faults: Fault[]): Content {
  return { of: "nothing", faults };
}

/** Reads the error message the API sends instead of data. */
function errorOf(json: Fields): Fault | undefined {
  const key = ["message", "error"].find((known) => typeof json[known] === "string");
  return key === undefined ? undefined : vendorFault([key], json[key]);
}
