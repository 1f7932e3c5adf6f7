import { text } from "./values.ts";

/** `2018-08-20T21:00:23.635`, `20180820T210023+0100`, `2021-09-11T18:30:06.787Z`. */
const STAMP = /^(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d):?(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d(?::?\d\d)?)?$/;
const HOUR = 3_600_000;

/**
 * Parses a time; milliseconds since 1970.
 *
 * @param zone the zone of a time without one: UK time in the classic feeds, UTC in SDAPI
 */
export function millisOf(value: unknown, zone: "uk" | "utc"): number | undefined {
  const match = STAMP.exec(text(value) ?? "");
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, offset] = match;
  const local =
    Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) +
    fractionOf(fraction, offset);
  if (offset !== undefined) return local - offsetOf(offset);
  return zone === "uk" && isBritishSummer(local - HOUR) ? local - HOUR : local;
}

/** As `millisOf`, in RFC 3339 UTC. */
export function instantOf(value: unknown, zone: "uk" | "utc"): string | undefined {
  return isoOf(millisOf(value, zone));
}

/** RFC 3339 UTC; undefined for a time outside the calendar. */
export function isoOf(millis: number | undefined): string | undefined {
  if (millis === undefined || Math.abs(millis) > 8.64e15) return undefined;
  const iso = new Date(millis).toISOString();
  return iso.length === 24 ? iso : undefined;
}

/** F24 writes milliseconds without leading zeros: `.51` is 51 ms there. Where a zone is named, `.5` is a half. */
function fractionOf(fraction: string | undefined, offset: string | undefined): number {
  if (fraction === undefined) return 0;
  return Number(offset === undefined ? fraction.slice(0, 3) : fraction.padEnd(3, "0").slice(0, 3));
}

function offsetOf(offset: string): number {
  if (offset === "Z") return 0;
  const sign = offset.startsWith("-") ? -1 : 1;
  const digits = offset.slice(1).replace(":", "");
  return sign * (Number(digits.slice(0, 2)) + Number(digits.slice(2) || 0) / 60) * HOUR;
}

/** From 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October. */
function isBritishSummer(utc: number): boolean {
  const year = new Date(utc).getUTCFullYear();
  return utc >= lastSunday(year, 2) && utc < lastSunday(year, 9);
}

function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0, 1));
  return last.getTime() - last.getUTCDay() * 24 * HOUR;
}

/** RFC 3339 UTC, `millis` after another. */
export function later(instant: string | undefined, millis: number): string | undefined {
  return instant === undefined ? undefined : isoOf(Date.parse(instant) + millis);
}
