/** RFC 3339 UTC of a time that has an offset; undefined for anything else. */
export function instantOf(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$/.test(value))
    return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : isoOf(time);
}

/** RFC 3339 UTC, unless the time is so far off that it is none, or one that is counted from it would be. */
export function isoOf(time: number): string | undefined {
  return time >= Date.UTC(1901) && time < Date.UTC(2199) ? new Date(time).toISOString() : undefined;
}

/** The latest of some RFC 3339 UTC times; undefined where there is none. */
export function latestOf(instants: Iterable<string | undefined>): string | undefined {
  let latest: string | undefined;
  for (const instant of instants) {
    if (instant !== undefined && (latest === undefined || instant > latest)) latest = instant;
  }
  return latest;
}
