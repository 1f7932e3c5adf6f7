import type { Channel } from "./channels.ts";

/** What of a token decides which channels its bearer may join. */
export interface Claims {
  scopes: readonly string[];
  /** Patterns of channels, as they are stored: `private-match:*`. */
  channels: readonly string[];
  /** Milliseconds since the epoch. */
  expires_at: number;
}

/** Allows every private and presence channel. */
export const PRIVATE_SCOPE = "touchline:private";

/**
 * Whether a channel may be joined, had and asked about: anyone may have the public ones.
 *
 * Only the stored name counts. Whoever may join the channels of a league may not therefore join a match by
 * calling it `sports.football.leagues.{league}.matches.{match}`: nobody has looked whether it is of that league.
 *
 * @param claims of a verified token, if there is one
 * @param now milliseconds since the epoch
 */
export function mayJoin(claims: Claims | undefined, { name, kind }: Channel, now: number): boolean {
  if (kind === "public") return true;
  if (!claims || claims.expires_at <= now) return false;
  return claims.scopes.includes(PRIVATE_SCOPE) || claims.channels.some((glob) => matchesGlob(glob, name));
}

/**
 * Whether all of `text` is as `glob` says, in which `*` stands for anything, also for nothing. Never goes back:
 * each piece between two stars is looked for once, from where the one before it ended.
 */
export function matchesGlob(glob: string, text: string): boolean {
  const [start = "", ...pieces] = glob.split("*");
  const end = pieces.pop();
  if (end === undefined) return text === glob;
  if (!text.startsWith(start)) return false;
  let at = start.length;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - end.length >= at && text.endsWith(end);
}
