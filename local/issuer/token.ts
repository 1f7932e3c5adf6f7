import { importJWK, type JWK, SignJWT } from "jose";
import { ALGORITHM, AUDIENCE, issuerUrl } from "./key.ts";

/** What a token is to say. */
export interface TokenRequest {
  /** `sub` */
  user?: string;
  name?: string;
  /** Separated by spaces. */
  scope?: string;
  /** Patterns of channels. */
  channels?: readonly string[];
  /** From now; negative for one that has expired. An hour if missing. */
  expiresInSeconds?: number;
}

const HOUR = 3_600;

/** A signed JWT of the issuer at this port. */
export async function issueToken(
  { port, kid, key }: { port: number; kid: string; key: JWK },
  { user = "local-user", name, scope, channels, expiresInSeconds = HOUR }: TokenRequest = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    ...(name === undefined ? {} : { name }),
    ...(scope === undefined ? {} : { scope }),
    ...(channels === undefined ? {} : { channels: [...channels] }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM, kid, typ: "JWT" })
    .setIssuer(issuerUrl(port))
    .setAudience(AUDIENCE)
    .setSubject(user)
    .setIssuedAt(Math.min(now, now + expiresInSeconds))
    .setExpirationTime(now + expiresInSeconds)
    .sign(await importJWK(key, ALGORITHM));
}
