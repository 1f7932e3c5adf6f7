import { matchIdOf, type StreamItem } from "../match/event.ts";
import { isLive, type Status } from "../match/status.ts";

/** A match the vendor had in play, until its end has been seen. Times are milliseconds since the epoch. */
export interface TrackedMatch {
  /** The last status that the vendor reported. */
  status?: Status | undefined;
  /** Since when the list of live matches does not have it; missing while it does. */
  gone_at?: number | undefined;
  /** When a request for this match was last answered. */
  asked_at?: number | undefined;
  /** Answers since it left the list and was over or unknown to the vendor. */
  closings: number;
}

/** By our id of the match. */
export type TrackedMatches = Readonly<Record<string, TrackedMatch>>;

export const ENDED_STATUSES: ReadonlySet<Status | undefined> = new Set<Status>([
  "finished",
  "awarded",
  "cancelled",
  "abandoned",
  "postponed",
]);

/** After a match has gone: for the final whistle, and for what is corrected just after it. */
const CLOSING_AFTER_MS = [0, 120_000];
/** The interval between two requests for a match that is neither in play nor over. */
const OUT_OF_PLAY_MS = 60_000;
/** A match that is still not over after this will not be. */
const FORGOTTEN_AFTER_MS = 3 * 3_600_000;

/** The status of each match that a body is about, the last one reported; undefined where it tells none. */
export function reportedStatuses(items: readonly StreamItem[]): Map<string, Status | undefined> {
  const statuses = new Map<string, Status | undefined>();
  for (const item of items) {
    const reported = item.kind === "status" ? item.report.status : undefined;
    const id = matchIdOf(item);
    statuses.set(id, reported ?? statuses.get(id));
  }
  return statuses;
}

/** The tracked matches after an answer with the list of live matches. @param listed by match id */
export function afterLiveList(
  matches: TrackedMatches,
  listed: ReadonlyMap<string, Status | undefined>,
  now: number,
): TrackedMatches {
  const next: Record<string, TrackedMatch> = {};
  for (const [id, match] of Object.entries(matches)) {
    const gone: TrackedMatch = { ...match, gone_at: match.gone_at ?? now };
    if (!listed.has(id) && !isForgotten(gone, now)) next[id] = gone;
  }
  for (const [id, status] of listed) {
    const { asked_at, status: before } = matches[id] ?? {};
    next[id] = { status: status ?? before, asked_at, closings: 0 };
  }
  return next;
}

/**
 * The tracked matches after the answer to a request for `ids`. @param reported lacks the matches that the answer lacks
 */
export function afterMatchAnswer(
  matches: TrackedMatches,
  ids: readonly string[],
  reported: ReadonlyMap<string, Status | undefined>,
  now: number,
): TrackedMatches {
  const next: Record<string, TrackedMatch> = { ...matches };
  for (const id of ids) {
    const match = next[id];
    if (!match) continue;
    const status = reported.get(id) ?? match.status;
    const isClosing = match.gone_at !== undefined && (ENDED_STATUSES.has(status) || !reported.has(id));
    const after = { ...match, status, asked_at: now, closings: match.closings + (isClosing ? 1 : 0) };
    if (isForgotten(after, now)) delete next[id];
    else next[id] = after;
  }
  return next;
}

function isForgotten({ gone_at, closings }: TrackedMatch, now: number): boolean {
  return gone_at !== undefined && (closings >= CLOSING_AFTER_MS.length || now - gone_at > FORGOTTEN_AFTER_MS);
}

/** When to request a match by itself, in milliseconds since the epoch; `Infinity` if never. */
export function nextRequestAt(
  { status, gone_at, asked_at, closings }: TrackedMatch,
  pollsEachMatch: boolean,
): number {
  if (gone_at === undefined && !pollsEachMatch) return Number.POSITIVE_INFINITY;
  const outOfPlayAt = asked_at === undefined ? 0 : asked_at + OUT_OF_PLAY_MS;
  if (gone_at === undefined) return ENDED_STATUSES.has(status) ? outOfPlayAt : 0;
  if (status !== undefined && isLive(status) && closings === 0) return 0;
  if (!ENDED_STATUSES.has(status) && closings === 0) return outOfPlayAt;
  return gone_at + (CLOSING_AFTER_MS[closings] ?? 0);
}

/** The ids of the matches to request now, the one that was not requested for the longest time first. */
export function dueMatches(matches: TrackedMatches, pollsEachMatch: boolean, now: number): string[] {
  return Object.entries(matches)
    .filter(([, match]) => nextRequestAt(match, pollsEachMatch) <= now)
    .sort(([, a], [, b]) => (a.asked_at ?? 0) - (b.asked_at ?? 0))
    .map(([id]) => id);
}

/** Whether the match is in play, as far as its last status and the list of live matches say. */
export function isInPlay({ status, gone_at }: TrackedMatch): boolean {
  return gone_at === undefined ? !ENDED_STATUSES.has(status) : status !== undefined && isLive(status);
}
