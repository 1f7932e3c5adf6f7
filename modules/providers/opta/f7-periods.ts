import { rowOf, text } from "./values.ts";

/** Goals and cards name their period, substitutions number it. By `period_id` of F24. */
const PERIODS: Readonly<Record<string, number>> = {
  firsthalf: 1,
  secondhalf: 2,
  extrafirsthalf: 3,
  extrasecondhalf: 4,
  shootout: 5,
  halftime: 10,
  fulltime: 14,
  postmatch: 14,
  prematch: 16,
  "1": 1,
  "2": 2,
  "3": 3,
  "4": 4,
  "5": 5,
};

export function periodNumber(value: unknown): number | undefined {
  return rowOf(PERIODS, text(value)?.toLowerCase());
}
