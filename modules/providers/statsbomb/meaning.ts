import type { EventType, MatchEvent } from "../../match/event.ts";
import type { Lookup } from "./lookup.ts";
import type { Raw } from "./record.ts";
import type { Named } from "./values.ts";

/** One event of ours that an event of theirs means. */
export interface Meaning {
  event_type: EventType;
  detail?: string | undefined;
  /** Behind the id, where one of theirs means several of ours. */
  part?: string;
  /** Who is meant instead of the team and player of the record; null for nobody. */
  team?: Named | null | undefined;
  player?: Named | null | undefined;
  related?: Named | undefined;
  /** Whether it happened elsewhere than the record says. */
  elsewhere?: boolean;
  extras?: MatchEvent["metadata"];
}

export type Rule = (event: Raw, lookup: Lookup) => Meaning[];
