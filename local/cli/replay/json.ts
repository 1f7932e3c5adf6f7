export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object, or one without any fields in the place of anything else. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** A field that is an object, or one without any fields. */
export function child(node: unknown, key: string): Fields {
  return fieldsOf(fieldsOf(node)[key]);
}

/** A field that is a list, or an empty one. */
export function listIn(node: unknown, key: string): unknown[] {
  const value = fieldsOf(node)[key];
  return Array.isArray(value) ? value : [];
}

/** Vendors write numbers as text or not, as it comes. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** Undefined for what is no JSON. Whole numbers that a number does not hold, such as some ids, become text. */
export function parsedJson(text: string): unknown {
  const exact = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? context?.source
      : value;
  try {
    return JSON.parse(text, exact);
  } catch {
    return undefined;
  }
}
