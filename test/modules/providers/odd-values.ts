import fc from "fast-check";

/** What nobody should send in place of a value, and somebody does. */
const odd = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    ...["\u0000", "\ud800", "x".repeat(300), "__proto__", "constructor", "9999-99-99T00:00:00Z", "45:00", ""],
    ...["1860-01-01T00:00:00Z", "home", "sr:sport_event_id:1", "90+999"],
    ...[-1, 0, 151, 1e308, 0.5],
    ...[[[]], {}, [{}]],
  ),
);

/** A body with some of its values exchanged for odd ones, or taken away. */
export function withOddValues(body: unknown): fc.Arbitrary<unknown> {
  const places = placesOf(body);
  const change = fc.tuple(fc.nat(places.length - 1), fc.option(odd, { nil: undefined }));
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const copy: unknown = structuredClone(body);
    // A copy each time: the same object put in twice, once into itself, would make a circle.
    for (const [index, value] of changes) replace(copy, places[index] ?? [], structuredClone(value));
    return copy;
  });
}

/** The way to every value in `value`, itself first. */
export function placesOf(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...at, key]))];
}

/** Puts `by` there; where the way is no longer there, nothing changes. */
export function replace(value: unknown, [key, ...rest]: string[], by: unknown): void {
  if (key === undefined || typeof value !== "object" || value === null) return;
  if (rest.length > 0) replace(Reflect.get(value, key), rest, by);
  else Reflect.set(value, key, by);
}
