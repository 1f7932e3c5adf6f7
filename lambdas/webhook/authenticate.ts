import { requireReadable, sentBytes } from "../../modules/ingest/body.ts";
import type { CredentialStore, WebhookCredentials } from "../../modules/ports/webhook.ts";
import type { Provider } from "../../modules/providers/provider.ts";
import { type HttpRequest, Refusal, unavailable } from "../../modules/runtime/http.ts";
import { isAllowed } from "./allow-list.ts";
import type { Route } from "./route.ts";
import { isSecretPath } from "./secret-path.ts";
import { type Verified, verify } from "./signature.ts";

/**
 * Returns the bytes of a request as they were sent, once it is proven that they come from the provider. Nothing has
 * parsed them yet.
 *
 * @throws Refusal 403, 413, 415, 401, or 503 if the credentials are unavailable
 */
export async function authenticate(
  credentials: CredentialStore,
  request: HttpRequest,
  { provider, secret }: Pick<Route, "provider" | "secret">,
  { limits, formats }: Pick<Provider, "limits" | "formats">,
  now: Date,
): Promise<{ sent: Buffer; verified: Verified }> {
  const known = await credentialsOf(credentials, provider);
  if (!isAllowed(request.requestContext.http.sourceIp, known.allow)) {
    throw new Refusal({ status: 403, code: "ip_not_allowed", message: "This address may not send." });
  }
  const sent = sentBytes(request, limits.sent);
  requireReadable(request, formats);

  const verifiedBy = (held: WebhookCredentials) =>
    secret === undefined ? verify(sent, request.headers, held.secrets, now) : byPath(secret, held);
  const verified =
    verifiedBy(known) ??
    // The secret may just have been rotated.
    verifiedBy(await credentialsOf(credentials, provider, true));
  if (verified) return { sent, verified };
  throw new Refusal({
    status: 401,
    code: "invalid_signature",
    message:
      secret === undefined
        ? "No valid signature: send webhook-id, webhook-timestamp and webhook-signature, or x-signature."
        : "This is not the path the provider was given.",
  });
}

function byPath(secret: string, held: WebhookCredentials): Verified | undefined {
  return isSecretPath(secret, held) ? { scheme: "secret-path" } : undefined;
}

async function credentialsOf(store: CredentialStore, provider: string, fresh?: boolean) {
  try {
    return await store.credentialsOf(provider, fresh);
  } catch (cause) {
    throw unavailable("unavailable", "The signature cannot be checked right now.", cause);
  }
}
