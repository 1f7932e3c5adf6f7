import * as z from "zod";
import { type Bearer, InvalidTokenError } from "../../ports/tokens.ts";

/** OpenID Connect Core 1.0, section 2: `sub` is at most 255 characters. */
const MAX_SUB = 255;
/** Of what members of a channel are shown. */
const MAX_NAME = 100;
/** The last time a date can say in four digits of the year. */
const LATEST = Date.parse("9999-12-31T23:59:59Z");

/** What has another shape than it should grants nothing. */
const claims = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(MAX_SUB),
  /** Seconds. */
  exp: z.number(),
  name: z.string().optional().catch(undefined),
  scope: z.string().optional().catch(undefined),
  /** As Microsoft (a string) and Okta (an array) have it. */
  scp: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .catch(undefined),
  channels: z.array(z.string()).catch([]),
});

/**
 * @param payload of a token that was verified
 * @param now milliseconds since the epoch
 * @throws InvalidTokenError if it says neither who it is nor until when, or is of the past
 */
export function bearerOf(payload: unknown, now: number): Bearer {
  const { success, data } = claims.safeParse(payload);
  if (!success) throw new InvalidTokenError("it has no iss, sub or exp");
  const { iss, sub, exp, name, scope, scp, channels } = data;
  const expires_at = Math.min(Math.floor(exp * 1000), LATEST);
  if (expires_at <= now) throw new InvalidTokenError("expired");
  const scopes = [scope ?? [], scp ?? []].flat().flatMap((words) => words.split(" "));
  return {
    user_id: `${iss}#${sub}`,
    sub,
    ...(name === undefined || name === "" ? {} : { name: [...name].slice(0, MAX_NAME).join("") }),
    scopes: [...new Set(scopes)].filter((word) => word !== ""),
    channels,
    expires_at,
  };
}
