import { PERIODS, type Period } from "../../match/status.ts";
import type { Clock } from "../snapshots/clock.ts";
import { latest } from "./clock.ts";
import type { Entry } from "./entry.ts";

/** A timeline as it happened, with what an entry without period or clock can be placed by. */
export interface Course {
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
 * The array is roughly in order and no more: a substitution at half time may come before the whistle of the
 * second half. Entries that name no period belong to the one the list has got to.
 */
export function courseOf(listed: readonly Entry[]): Course {
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

/** An entry without a clock is placed where there is nothing before it: the order has to be one for all. */
function inOrder(a: Clock | undefined, b: Clock | undefined): number {
  return numberOf(a) - numberOf(b);
}

function numberOf(clock: Clock | undefined): number {
  return clock ? clock.minute * 100 + clock.extra_minute : 0;
}
