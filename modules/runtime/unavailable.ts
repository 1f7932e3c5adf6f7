import { Refusal } from "./http.ts";

/** Something we cannot do without is out of reach: the sender is to come back with the same delivery. */
export function unavailable(code: string, message: string, cause: unknown): Refusal {
  return new Refusal({ status: 503, code, message, headers: { "retry-after": "1" }, cause });
}
