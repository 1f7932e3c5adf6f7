import { type HttpRequest, Refusal } from "../http.ts";
import type { CredentialStore } from "../ports.ts";
import type { ProviderId } from "../providers/ids.ts";
import type { Provider } from "../providers/provider.ts";
import { isAllowed } from "./allow-list.ts";
import { requireReadable, sentBytes } from "./body.ts";
import { type Verified, verify } from "./signature.ts";
import { unavailable } from "./unavailable.ts";

/**
 * The bytes of a request as they were sent, once it is certain that they come from the provider. Nothing has
 * looked into them yet.
 *
 * @throws Refusal 403, 413, 415, 401, or 503 if the credentials are out of reach
 */
export async function authentic(
  credentials: CredentialStore,
  request: HttpRequest,
  provider: ProviderId,
  { limits, formats }: Pick<Provider, "limits" | "formats">,
  now: Date,
): Promise<{ sent: Buffer; verified: Verified }> {
  const known = await credentialsOf(credentials, provider);
  if (!isAllowed(request.requestContext.http.sourceIp, known.allow)) {
    throw new Refusal({ status: 403, code: "ip_not_allowed", message: "This address may not send." });
  }
  const sent = sentBytes(request, limits.sent);
  requireReadable(request, formats);

  const verified =
    verify(sent, request.headers, known.secrets, now) ??
    // The secret may have been rotated a moment ago.
    verify(sent, request.headers, (await credentialsOf(credentials, provider, true)).secrets, now);
  if (verified) return { sent, verified };
  throw new Refusal({
    status: 401,
    code: "invalid_signature",
    message: "No valid signature: send webhook-id, webhook-timestamp and webhook-signature, or x-signature.",
  });
}

async function credentialsOf(store: CredentialStore, provider: ProviderId, fresh?: boolean) {
  try {
    return await store.credentialsOf(provider, fresh);
  } catch (cause) {
    throw unavailable("unavailable", "The signature cannot be checked right now.", cause);
  }
}
