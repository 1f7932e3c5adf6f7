import * as z from "zod";
import { status } from "../../modules/match/status.ts";
import { id } from "../../modules/match/text.ts";
import { decodeCursor } from "../../modules/runtime/cursor.ts";
import { Refusal } from "../../modules/runtime/http.ts";

const MAX_MATCHES = 100;
const MAX_EVENTS = 500;

const wholeNumber = z
  .string()
  .regex(/^\d{1,9}$/, "must be a whole number")
  .transform(Number);
const page = (max: number) => wholeNumber.pipe(z.number().min(1).max(max));

/** `GET /api/v1/matches` */
export const matchesQuery = z.object({
  status: status.or(z.literal("live")).optional(),
  league: id.optional(),
  limit: page(MAX_MATCHES).default(50),
  cursor: z
    .string()
    .refine((text) => decodeCursor(text) !== undefined, "must be the next_cursor of an earlier answer")
    .optional(),
});

/** `GET /api/v1/matches/{id}/events` */
export const eventsQuery = z.object({
  after_seq: wholeNumber.default(0),
  limit: page(MAX_EVENTS).default(100),
});

/** @throws Refusal naming each fault: 400 */
export function parsed<T>(schema: z.ZodType<T>, given: Readonly<Record<string, string | undefined>> = {}): T {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new Refusal({
    status: 400,
    code: "invalid_query",
    message: "The request's parameters are not as they should be.",
    details: result.error.issues.map(({ path, message }) => ({ path: path.join("."), reason: message })),
  });
}
