import { type Bearer, InvalidTokenError, type TokenVerifier } from "../../modules/ports/tokens.ts";

/** A verifier to which each token is the name of its bearer. @param now milliseconds since the epoch */
export function memoryTokens(known: Readonly<Record<string, Bearer>>, now: () => number): TokenVerifier {
  return {
    async verify(token) {
      const bearer = known[token];
      if (!bearer) throw new InvalidTokenError("it is not known");
      if (bearer.expires_at <= now()) throw new InvalidTokenError("it has expired");
      return bearer;
    },
  };
}
