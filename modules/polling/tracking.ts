import { matchIdOf, type StreamItem } from "../match/event.ts";
import { isLive, type Status } from "../match/status.ts";

/** A match the vendor had in play, until its end has been seen. Times are milliseconds since the epoch. */
export interface Tracked {
  /** The last status that the vendor reported. */
  status?: Status | undefined;
  /** Since when the list of live matches does not have it; missing while it does. */
  gone_at?: number | undefined;
  /** When its own question was last answered. */
  asked_at?: number | undefined;
  /** Answers since it was over or lost. */
  closings: number;
}

/** By our id. */
export type Matches = Readonly<Record<string, Tracked>>;

export const OVER: ReadonlySet<Status | undefined> = new Set<Status>([
  "finished",
  "awarded",
  "cancelled",
  "abandoned",
  "postponed",
]);

/** After a match has gone: for the final whistle, and for what is corrected just after it. */
const CLOSING_AFTER_MS = [0, 120_000];
/** How often a match is asked for that is neither in play nor over. */
const SELDOM_MS = 60_000;
/** A match that is still not over after this will not be. */
const FORGOTTEN_AFTER_MS = 3 * 3_600_000;

/** The status of each match that a body is about, the last one told; undefined where it tells none. */
export function statusesIn(items: readonly StreamItem[]): Map<string, Status | undefined> {
  const statuses = new Map<string, Status | undefined>();
  for (const item of items) {
    const told = item.kind === "status" ? item.report.status : undefined;
    const id = matchIdOf(item);
    statuses.set(id, told ?? statuses.get(id));
  }
  return statuses;
}

/** What the list of live matches makes of those we know. */
export function afterList(
  matches: Matches,
  listed: ReadonlyMap<string, Status | undefined>,
  now: number,
): Matches {
  const next: Record<string, Tracked> = {};
  for (const [id, match] of Object.entries(matches)) {
    const gone: Tracked = { ...match, gone_at: match.gone_at ?? now };
    if (!listed.has(id) && !isForgotten(gone, now)) next[id] = gone;
  }
  for (const [id, status] of listed) {
    const { asked_at, status: before } = matches[id] ?? {};
    next[id] = { status: status ?? before, asked_at, closings: 0 };
  }
  return next;
}

/** What the answer to a match's own question makes of it; `told` has nothing of a match the answer does not have. */
export function afterAnswer(
  matches: Matches,
  ids: readonly string[],
  told: ReadonlyMap<string, Status | undefined>,
  now: number,
): Matches {
  const next: Record<string, Tracked> = { ...matches };
  for (const id of ids) {
    const match = next[id];
    if (!match) continue;
    const status = told.get(id) ?? match.status;
    const isClosing = match.gone_at !== undefined && (OVER.has(status) || !told.has(id));
    const after = { ...match, status, asked_at: now, closings: match.closings + (isClosing ? 1 : 0) };
    if (isForgotten(after, now)) delete next[id];
    else next[id] = after;
  }
  return next;
}

function isForgotten({ gone_at, closings }: Tracked, now: number): boolean {
  return gone_at !== undefined && (closings >= CLOSING_AFTER_MS.length || now - gone_at > FORGOTTEN_AFTER_MS);
}

/** When a match is to be asked for by itself; `Infinity` if never. */
export function dueAt({ status, gone_at, asked_at, closings }: Tracked, pollsEachMatch: boolean): number {
  if (gone_at === undefined && !pollsEachMatch) return Number.POSITIVE_INFINITY;
  const seldom = asked_at === undefined ? 0 : asked_at + SELDOM_MS;
  if (gone_at === undefined) return OVER.has(status) ? seldom : 0;
  if (status !== undefined && isLive(status) && closings === 0) return 0;
  if (!OVER.has(status) && closings === 0) return seldom;
  return gone_at + (CLOSING_AFTER_MS[closings] ?? 0);
}

/** Those to be asked for now, whom nobody asked for the longest time first. */
export function dueMatches(matches: Matches, pollsEachMatch: boolean, now: number): string[] {
  return Object.entries(matches)
    .filter(([, match]) => dueAt(match, pollsEachMatch) <= now)
    .sort(([, a], [, b]) => (a.asked_at ?? 0) - (b.asked_at ?? 0))
    .map(([id]) => id);
}

/** Whether something can happen in it any moment. */
export function isInPlay({ status, gone_at }: Tracked): boolean {
  return gone_at === undefined ? !OVER.has(status) : status !== undefined && isLive(status);
}
