import * as z from "zod";
import { id, timestamp } from "../../modules/match/text.ts";

const request = z.strictObject({
  /** What the stream took from this time on is read; RFC 3339. */
  from: timestamp.transform((time) => new Date(time)),
  /** Of one match only. */
  match_id: id.optional(),
  /** Reports the corrections without publishing them. */
  dry_run: z.boolean().default(false),
});
export type ReconcileRequest = z.output<typeof request>;

/** The invocation's payload is invalid. */
class InvalidRequestError extends Error {
  override readonly name = "InvalidRequestError";
}

/** @throws InvalidRequestError */
export function requestIn(event: unknown, now: Date): ReconcileRequest {
  const parsed = request.safeParse(event);
  if (!parsed.success) throw new InvalidRequestError(z.prettifyError(parsed.error));
  if (parsed.data.from > now) throw new InvalidRequestError("from is in the future");
  return parsed.data;
}
