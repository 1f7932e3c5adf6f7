/** A value as it comes out of whatever keeps JSON. */
export function asJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
