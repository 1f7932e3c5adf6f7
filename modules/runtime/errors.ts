/** Something we depend on did not answer as it should. The work is retried as a whole until it passes. */
export class OutageError extends Error {
  override readonly name = "OutageError";
}
