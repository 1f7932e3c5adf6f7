import type { MatchEvent } from "../../match/event.ts";
import type { Kind } from "./kinds.ts";
import type { OptaEvent } from "./record.ts";

/** What an event is, who else was part of it, and what else there is to know. Ids are the vendor's. */
export interface Meaning extends Kind {
  /** Instead of the player on the record. */
  player?: { id: string };
  /** The event of the other one who was part of it: an assist, the player who goes off, the one fouled. */
  related?: OptaEvent;
  extras?: MatchEvent["metadata"];
}
