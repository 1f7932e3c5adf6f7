import type * as z from "zod";
import { toDotPath } from "zod/v4/core";
import type { Fault } from "../provider.ts";
import { isFields } from "./fields.ts";

/** Keys and indexes from the root of the body to a value. */
export type Path = readonly (string | number)[];

export function fault(path: Path, reason: string): Fault {
  return { path: path.length === 0 ? "$" : toDotPath(path), reason };
}

/**
 * Turns the issues zod found in `input`, at the path `at`, into faults with paths from the root of the body.
 * Reasons never contain values.
 */
export function faultsOf(error: z.ZodError, input: unknown, at: Path): Fault[] {
  return error.issues.map((issue) => {
    const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
    return fault([...at, ...path], reasonOf(issue, valueAt(input, path)));
  });
}

/** What zod found wrong with a record of a list; the record may be no object at all. */
export function recordFaults(error: z.ZodError, record: unknown, at: Path): Fault[] {
  return isFields(record) ? faultsOf(error, record, at) : [fault(at, "must be an object")];
}

function reasonOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) return "is required";
  switch (issue.code) {
    case "invalid_value":
      return `must be one of ${issue.values.join(", ")}`;
    case "invalid_union":
      return "must be text or a whole number";
    case "invalid_format":
      return issue.format === "datetime"
        ? "must be an RFC 3339 time with an offset, such as 2024-11-20T10:30:00.000Z"
        : issue.message;
    default:
      return issue.message;
  }
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined,
    input,
  );
}
