import { callsLeftToday, nextDay, type Spent } from "../../modules/polling/budget.ts";
import type { PollSession } from "../../modules/polling/session.ts";
import { isInPlay, nextRequestAt, type TrackedMatches } from "../../modules/polling/tracked-matches.ts";
import type { Limits } from "../../modules/providers/polling.ts";

/** The interval in seconds while a match is in play, unless the vendor's key says another. */
const DEFAULT_INTERVAL_S = 15;
/** The interval while nothing is in play: how late a kick-off may be noticed. */
const IDLE_MS = 60_000;
/** The calls left of a day are spread over this: polls get rarer, but do not stop in the middle of a match. */
const HORIZON_MS = 2 * 3_600_000;
/** The share of a day's calls that may find nothing in play. */
const IDLE_SHARE = 0.25;

export interface NextPollInput {
  spent: Spent;
  limits: Limits;
  matches: TrackedMatches;
  pollsEachMatch: boolean;
  /** Between two polls while something is in play, in ms. */
  interval: number;
  /** When the last poll began, and the calls it took. */
  started: number;
  calls: number;
  now: number;
}

/** When to poll again. */
export function nextPollAt({
  spent,
  limits,
  matches,
  pollsEachMatch,
  interval,
  started,
  calls,
  now,
}: NextPollInput): number {
  const all = Object.values(matches);
  const isBusy = all.some(isInPlay);
  const wanted = started + Math.max(isBusy ? interval : Math.max(interval, IDLE_MS), spread());
  const closings = all
    .filter(({ gone_at }) => gone_at !== undefined)
    .map((match) => nextRequestAt(match, pollsEachMatch));
  // The interval always holds, or a match the vendor does not answer for would be asked for without a pause.
  return Math.max(now, started + interval, Math.min(wanted, ...closings));

  function spread(): number {
    const { perDay } = limits;
    const left = perDay === undefined ? 0 : callsLeftToday(spent, perDay, now, false);
    if (left <= 0) return 0;
    const rest = nextDay(now) - now;
    return isBusy ? (Math.min(rest, HORIZON_MS) * calls) / left : rest / (left * IDLE_SHARE);
  }
}

/** The interval between two polls while a match is in play, in ms. */
export function pollIntervalMs({ account }: PollSession): number {
  return (account.intervalS ?? DEFAULT_INTERVAL_S) * 1_000;
}
