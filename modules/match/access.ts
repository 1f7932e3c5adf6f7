import type { Channel } from "./channels.ts";

/** The claims of a token that decide which channels its bearer may join. */
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
 * Decides whether a viewer may join a channel and read its history. Public channels are open to anyone.
 *
 * Only the stored name counts. A claim for the channels of a league does not open a match under the name
 * `sports.football.leagues.{league}.matches.{match}`, because nothing checks that the match is of that league.
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
 * Matches the whole of `text` against `glob`, in which `*` stands for any text, the empty one included. It never
 * backtracks: it looks for each piece between two stars once, from the end of the piece before it.
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
