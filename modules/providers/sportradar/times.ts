import { instantOf } from "../kit/loose.ts";

/** RFC 3339 UTC of a time as the vendor writes it; undefined for what is none, or none of our days. */
export function timeOf(value: unknown): string | undefined {
  const time = instantOf(value);
  return time !== undefined && time >= "1970" && time < "2200" && time.length === 24 ? time : undefined;
}

export function latestOf(...times: readonly (string | undefined)[]): string | undefined {
  return times.reduce(
    (latest, time) => (time !== undefined && time > (latest ?? "") ? time : latest),
    undefined,
  );
}
