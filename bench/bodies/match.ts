import type { Provider } from "../../modules/providers/provider.ts";

/** A whole match as a vendor has it, and what its adapter is to make of it. */
export interface MatchBody {
  /** The feed, as its figures call it. */
  name: string;
  provider: Provider;
  body: string;
  /** Events that are to stand once the body is decoded. */
  events: number;
  /** `?match=`, for bodies that do not say which match they are of. */
  match?: string;
  /** The same body read by the parser alone. */
  parse(body: string): unknown;
}

export type Fields = Record<string, unknown>;

export interface Moment {
  period: 1 | 2;
  /** From 0, and running on through the match. */
  min: number;
  sec: number;
  /** Milliseconds since 1970. */
  at: number;
}

export const KICK_OFF = Date.UTC(2024, 4, 4, 15);
const HALF = 48 * 60;
const HALF_TIME = 15 * 60;

/** The moment at a share of the match, 0 to 1: two halves with three minutes of stoppage time. */
export function momentAt(share: number): Moment {
  const played = Math.min(Math.floor(share * 2 * HALF), 2 * HALF - 1);
  const period = played < HALF ? 1 : 2;
  const inHalf = period === 1 ? played : played - HALF;
  const onClock = inHalf + (period === 1 ? 0 : 45 * 60);
  const sinceKickOff = inHalf + (period === 1 ? 0 : HALF + HALF_TIME);
  return {
    period,
    min: Math.floor(onClock / 60),
    sec: onClock % 60,
    at: KICK_OFF + sinceKickOff * 1000 + ((played * 37) % 1000),
  };
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** Each word as often as it says, well mixed, and the same in every run. */
export function mixed<K extends string>(times: Readonly<Record<K, number>>): K[] {
  const words = (Object.keys(times) as K[]).flatMap((word) => Array<K>(times[word]).fill(word));
  const ranked = words.map((word, index) => ({ word, rank: noise(index, 1_000_003) }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ word }) => word);
}

/** A number from 0 to below `limit` that looks random and is not. */
export function noise(seed: number, limit: number): number {
  const mixed = Math.imul(Math.imul(seed + 1, 0x9e3779b1) ^ (seed >>> 5), 0x85ebca6b);
  return ((mixed ^ (mixed >>> 13)) >>> 0) % limit;
}

const FIRST = ["Ada", "Bea", "Cleo", "Dora", "Edda", "Fay", "Gwen", "Hope", "Ida", "June", "Kay"];
const LAST = ["Arden", "Bell", "Cole", "Drew", "Ellis", "Ford", "Grant", "Hale", "Irwin", "Jones", "Keane"];

/** The name of a player; there are 18 in a squad, numbered from 0, the first 11 of which begin. */
export function nameOf(side: number, player: number): { first: string; last: string } {
  return {
    first: FIRST[(player * 5 + side) % 11] ?? "",
    last: `${LAST[player % 11]}${player > 10 ? "son" : ""}`,
  };
}
export const SQUAD = 18;
export const TEAMS = ["Harbour Rovers", "Mill Town"] as const;
