import * as z from "zod";

/** The user of a connection, from the claims of its token. */
export interface Bearer {
  /** `sub` of the token, with its issuer: two issuers may both have a user 1. Nobody else is shown it. */
  user_id: string;
  /** `sub` of the token: the `id` that other members of a channel are shown. */
  sub: string;
  name?: string;
  /** From `scope`, such as `touchline:private`. */
  scopes: readonly string[];
  /** From the claim `channels`: patterns such as `private-match:*`. */
  channels: readonly string[];
  /** Milliseconds since the epoch. */
  expires_at: number;
}

/** The token is not from a known issuer, was changed, has expired, or has another audience. */
export class InvalidTokenError extends Error {
  override readonly name = "InvalidTokenError";
}

/** Verifies tokens, for the authorizer, `authenticate` and the routes of operators. */
export interface TokenVerifier {
  /** Rejects with InvalidTokenError, or with OutageError if the keys of the issuer cannot be loaded. */
  verify(token: string): Promise<Bearer>;
}

/** A bearer as it is handed from the authorizer to the functions behind it, and as it is stored. */
const bearer = z.object({
  user_id: z.string(),
  sub: z.string(),
  name: z.string().optional(),
  scopes: z.array(z.string()),
  channels: z.array(z.string()),
  expires_at: z.number(),
});

export function bearerAsText(given: Bearer): string {
  return JSON.stringify(given);
}

/** @throws Error if the text is not what `bearerAsText` gave */
export function bearerFromText(text: string): Bearer {
  const { name, ...rest } = bearer.parse(JSON.parse(text));
  return { ...rest, ...(name === undefined ? {} : { name }) };
}
