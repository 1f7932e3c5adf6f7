import { type Bearer, InvalidTokenError, type TokenVerifier } from "../../modules/ports/tokens.ts";
import { type HttpRequest, Refusal, unavailable } from "../../modules/runtime/http.ts";

export type Scope = "touchline:read" | "touchline:write";

/** RFC 6750, section 2.1. */
const SCHEME = /^Bearer +([\w.~+/-]+=*)$/i;

/**
 * Returns the bearer of the token if it has one of `scopes`. The check is here and not in an authorizer of the API, so
 * that a refusal has the form of all our answers.
 *
 * @throws Refusal 401 `unauthorized` or `invalid_token`, 403 `insufficient_scope`, 503 if the token cannot be verified
 */
export async function authorized(
  tokens: TokenVerifier,
  request: HttpRequest,
  ...scopes: readonly [Scope, ...Scope[]]
): Promise<Bearer> {
  const token = SCHEME.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined) {
    throw new Refusal({
      status: 401,
      code: "unauthorized",
      message: "Send a token: authorization: Bearer <JWT>.",
      headers: { "www-authenticate": "Bearer" },
    });
  }
  const bearer = await verified(tokens, token);
  if (scopes.some((scope) => bearer.scopes.includes(scope))) return bearer;
  const [scope] = scopes;
  throw new Refusal({
    status: 403,
    code: "insufficient_scope",
    message: `The token needs the scope ${scopes.join(" or ")}.`,
    headers: { "www-authenticate": `Bearer error="insufficient_scope", scope="${scope}"` },
  });
}

async function verified(tokens: TokenVerifier, token: string): Promise<Bearer> {
  try {
    return await tokens.verify(token);
  } catch (cause) {
    if (!(cause instanceof InvalidTokenError)) {
      throw unavailable("unavailable", "The token cannot be checked right now.", cause);
    }
    throw new Refusal({
      status: 401,
      code: "invalid_token",
      message: "The token has expired, is for somebody else, or is none of a known issuer's.",
      headers: { "www-authenticate": 'Bearer error="invalid_token"' },
      cause,
    });
  }
}
