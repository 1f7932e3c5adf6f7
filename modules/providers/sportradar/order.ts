import type { Clock } from "../../match/clock.ts";
import { PERIODS, type Period } from "../../match/status.ts";
import { latest } from "./clock.ts";
import type { Entry } from "./entry.ts";

/** A timeline in the order of play, with the period and the last clock for entries that have none. */
interface Timeline {
  entries: Entry[];
  period(entry: Entry): Period | undefined;
  last(period: Period): Clock | undefined;
}

/** Where an entry belongs in its period, whatever its clock; 0 for most. */
const PHASES: ReadonlyMap<string, number> = new Map([
  ["match_started", -2],
  ["period_start", -1],
  ["period_score", 1],
  ["break_start", 2],
  ["match_ended", 3],
]);

/**
 * Sorts a timeline, which is only roughly in order: a substitution at half time may come before the whistle of the
 * second half. An entry that names no period belongs to the period of the entry before it.
 */
export function timelineOf(listed: readonly Entry[]): Timeline {
  const periods = new Map<Entry, Period | undefined>();
  const clocks = new Map<Period, Clock | undefined>();
  let current: Period | undefined = listed.find(({ period }) => period)?.period;
  for (const entry of listed) {
    current = entry.period ?? current;
    periods.set(entry, current);
    if (current && phaseOf(entry) === 0) clocks.set(current, latest(clocks.get(current), entry.clock));
  }
  const rank = (entry: Entry) => {
    const period = periods.get(entry);
    return period ? PERIODS.indexOf(period) : 0;
  };
  const entries = listed.toSorted(
    (a, b) =>
      rank(a) - rank(b) || phaseOf(a) - phaseOf(b) || (phaseOf(a) === 0 ? inOrder(a.clock, b.clock) : 0),
  );
  return { entries, period: (entry) => periods.get(entry), last: (period) => clocks.get(period) };
}

function phaseOf({ type }: Entry): number {
  return PHASES.get(type) ?? 0;
}

/** Compares clocks; an entry without one comes first, so that the order is total. */
function inOrder(a: Clock | undefined, b: Clock | undefined): number {
  return numberOf(a) - numberOf(b);
}

function numberOf(clock: Clock | undefined): number {
  return clock ? clock.minute * 100 + clock.extra_minute : 0;
}
