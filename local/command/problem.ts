/** Something only the person at the terminal can solve; the message says what is wrong and what to do. */
export class Problem extends Error {
  override readonly name = "Problem";
}

/** `EADDRINUSE` and its like; undefined for what is no error of the system. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}
