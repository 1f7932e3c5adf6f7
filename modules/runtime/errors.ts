/** A service that we depend on did not answer as it should. The caller retries the whole work until it passes. */
export class OutageError extends Error {
  override readonly name = "OutageError";
}

/** The thrown value itself if it is an Error, or an Error that stands for it: only Errors can be logged. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error("something that is no Error was thrown");
}

/** The text of a thrown value: its message if it is an Error. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
