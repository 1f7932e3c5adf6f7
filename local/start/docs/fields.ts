/** Reading a document whose shape its own specification says: what is missing is empty. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

export function entriesOf(value: unknown): [string, Fields][] {
  return Object.entries(fieldsOf(value)).map(([name, each]) => [name, fieldsOf(each)]);
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The last part of a reference such as `#/components/schemas/Error`; empty for anything else. */
export function nameIn(reference: Fields): string {
  return textOf(reference.$ref).split("/").at(-1) ?? "";
}
