/** A JSON object, or an XML element, of which nothing is known yet. */
export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out the fields that are undefined: JSON cannot hold them. */
export function defined<T extends object>(fields: T): Defined<T>;
export function defined(fields: object): object {
  const known: Fields = {};
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) known[key] = value;
  return known;
}
