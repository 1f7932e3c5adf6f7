import { JwtVerifier } from "aws-jwt-verify";
import { validateCognitoJwtFields } from "aws-jwt-verify/cognito-verifier";
import {
  FetchError,
  JwksValidationError,
  JwkValidationError,
  JwtBaseError,
  JwtExpiredError,
  JwtInvalidAudienceError,
  JwtInvalidClaimError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
  JwtNotBeforeError,
  JwtParseError,
} from "aws-jwt-verify/error";
import { InvalidTokenError, type TokenVerifier } from "../../ports/tokens.ts";
import type { TokenIssuer } from "../../runtime/env.ts";
import { OutageError } from "../../runtime/errors.ts";
import { type IssuerKeysOptions, issuerKeys, keysAddress } from "./issuer-keys.ts";
import { bearerOf } from "./token-claims.ts";

/** A message that renews one has to fit into 4 KiB, and what an authorizer hands on into 8. */
const MAX_BYTES = 4_096;

/** An issuer's clock may be ahead of ours. It gives no token a longer life. */
const TOLERANCE_SECONDS = 5;

/** Issuer of every user pool, in the two forms it can have. */
const COGNITO = /^https:\/\/(issuer-)?cognito-idp\.[a-z0-9-]+\.amazonaws\.(com|com\.cn|eu)\//;

/**
 * Verifies tokens of OpenID Connect issuers, Amazon Cognito's user pools among them, by their public keys.
 * Without any issuer no token counts.
 */
export function tokenVerifier(
  issuers: readonly TokenIssuer[],
  { now = Date.now, ...options }: IssuerKeysOptions,
): TokenVerifier {
  if (issuers.length === 0) {
    return { verify: () => Promise.reject(new InvalidTokenError("there is no issuer")) };
  }
  const jwksCache = issuerKeys({ now, ...options });
  const verifier = JwtVerifier.create(issuers.map(termsOf), { jwksCache });
  return {
    async verify(token) {
      if (Buffer.byteLength(token) > MAX_BYTES) throw new InvalidTokenError("too long");
      const claims = await verifier.verify(token).catch((error: unknown) => {
        throw judged(error);
      });
      return bearerOf(claims, now());
    },
  };
}

function termsOf(issuer: TokenIssuer) {
  const audience = [issuer.audience].flat();
  const terms = { issuer: issuer.issuer, jwksUri: keysAddress(issuer), graceSeconds: TOLERANCE_SECONDS };
  if (!COGNITO.test(issuer.issuer)) return { ...terms, audience };
  // Its access tokens have no `aud`: who they are for is their `client_id`.
  const customJwtCheck = ({ payload }: { payload: Parameters<typeof validateCognitoJwtFields>[0] }) =>
    validateCognitoJwtFields(payload, { tokenUse: null, clientId: audience });
  return { ...terms, audience: null, customJwtCheck };
}

const REASONS = [
  [JwtExpiredError, "expired"],
  [JwtNotBeforeError, "not yet valid"],
  [JwtInvalidAudienceError, "not for us"],
  [JwtInvalidClaimError, "a claim is not as it must be"],
  [JwtInvalidSignatureAlgorithmError, "signed by an algorithm that does not count"],
  [JwtInvalidSignatureError, "the signature is wrong"],
  [JwtParseError, "not a token"],
] as const;

/** Words of our own: those of the library may quote the token, and these are logged. */
function judged(error: unknown): Error {
  // The library lets through what Node throws at a signature of a wrong length.
  if (error instanceof Error && "code" in error && error.code === "ERR_CRYPTO_OPERATION_FAILED")
    return new InvalidTokenError("the signature is wrong");
  const broken = [FetchError, JwksValidationError, JwkValidationError].some((type) => error instanceof type);
  if (broken || !(error instanceof JwtBaseError))
    return new OutageError("the keys of an issuer cannot be had", { cause: error });
  const [, reason] = REASONS.find(([type]) => error instanceof type) ?? [];
  return new InvalidTokenError(reason ?? "its issuer or its key is unknown");
}
