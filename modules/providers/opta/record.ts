import type { Status } from "../../match/status.ts";
import type { Named } from "../kit/named.ts";
import type { Fault } from "../provider.ts";

/** A match as a whole, in any of the four feeds. Ids are the vendor's. */
export interface OptaMatch {
  id: string;
  home?: Named;
  away?: Named;
  league?: Named;
  /** RFC 3339 UTC. */
  kick_off?: string;
  status?: Status;
  raw_status?: string;
  /** The minute being played, from 1. */
  minute?: number;
  extra_minute?: number;
  /** Without shootout kicks. */
  home_score?: number;
  away_score?: number;
  /** The time the body describes; RFC 3339 UTC. */
  as_of: string;
  /** SDAPI: its summary feed (MA1) gives substitutions no id. */
  sdapi: boolean;
}

/** One event of F24 or MA3, which differ in names only. */
export interface OptaEvent {
  id: string;
  /** Counts within the team; qualifiers point to other events by it. */
  number?: string;
  type: number;
  period?: number;
  /** From 0. */
  min: number;
  sec?: number;
  team?: string;
  player?: string;
  player_name?: string;
  outcome?: number;
  x?: number;
  y?: number;
  /** RFC 3339 UTC. */
  at?: string;
  version: number;
  /** By qualifier id; a flag has no text. */
  qualifiers: ReadonlyMap<number, string>;
}

/** One goal, card, substitution or kick of F7, F9 or MA1. */
export interface Incident {
  /** The id the event has in F24 or MA3. */
  id: string;
  kind: "goal" | "card" | "substitution" | "penalty" | "kick" | "injury" | "var";
  detail?: string;
  period?: number;
  /** From 1. */
  minute: number;
  sec?: number;
  team?: string;
  player?: Partial<Named>;
  related?: Partial<Named>;
  at?: string;
  extras?: Record<string, string>;
  /** The id of an earlier event that this one cancels. */
  cancels?: string;
}

/** A document of a body, read: events (F24, MA3) or incidents (F7, F9, MA1) of one match. */
export interface Document {
  match: OptaMatch;
  events?: OptaEvent[];
  incidents?: Incident[];
}

export type Read = { document: Document } | { faults: Fault[] };
