/** Whose connection it is, by the claims of the token it came with. */
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

/** The token is none of a known issuer's, was changed, has expired, or is not for us. */
export class InvalidTokenError extends Error {
  override readonly name = "InvalidTokenError";
}

export interface TokenVerifier {
  /** Rejects with InvalidTokenError, or with OutageError if the issuer's keys cannot be had. */
  verify(token: string): Promise<Bearer>;
}
