import type * as z from "zod";

/** A type by what it holds: intersections in one piece, lists that may be changed. */
type Plain<T> = unknown extends T
  ? T
  : T extends readonly (infer Each)[]
    ? Plain<Each>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Plain<T[Key]> }
      : T;

/** Whether two types are the same, optional fields included: assignable to each other is not enough. */
type Identical<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export type Same<A, B> = Identical<Plain<A>, Plain<B>>;

/**
 * The schema as it came, once it is certain that it says what the type `T` of the handlers says:
 * `like<MatchFrame>()(schema)` does not compile where they differ, in either direction.
 */
export function like<T>() {
  return <S extends z.ZodType>(
    schema: S,
    ..._: Same<T, z.infer<S>> extends true ? [] : [drift: "the schema and the type are not the same"]
  ): S => schema;
}
