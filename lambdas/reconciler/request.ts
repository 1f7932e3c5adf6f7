import * as z from "zod";
import { id, timestamp } from "../../modules/match/text.ts";

const request = z.strictObject({
  /** What the stream took from this time on is read; RFC 3339. */
  from: timestamp.transform((time) => new Date(time)),
  /** Of one match only. */
  match_id: id.optional(),
  /** Only says what it would do. */
  dry_run: z.boolean().default(false),
});
export type ReconcileRequest = z.output<typeof request>;

/** Asked for in a way that cannot be done. */
class InvalidRequestError extends Error {
  override readonly name = "InvalidRequestError";
}

/** @throws InvalidRequestError */
export function requestIn(event: unknown, now: Date): ReconcileRequest {
  const asked = request.safeParse(event);
  if (!asked.success) throw new InvalidRequestError(z.prettifyError(asked.error));
  if (asked.data.from > now) throw new InvalidRequestError("from is in the future");
  return asked.data;
}
