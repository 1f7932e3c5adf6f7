import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import * as z from "zod";
import { jsonOf } from "../../match/json.ts";
import type { CredentialStore, WebhookCredentials } from "../../ports/webhook.ts";
import { OutageError } from "../../runtime/errors.ts";
import type { Log } from "../../runtime/log.ts";
import { awsHttp } from "../aws-http.ts";

/** Gives up early enough to try again while the sender still waits. */
export function secretsManagerClient(): SecretsManagerClient {
  return new SecretsManagerClient({
    requestHandler: awsHttp(3_000),
  });
}

/** Long enough not to be guessed, and the same in a path however it is written. */
const segment = z.string().regex(/^[A-Za-z0-9_-]{24,128}$/);

/** How a provider's secret looks in Secrets Manager. */
const credentials = z.object({
  current: z.string().min(1),
  /** The secret before, for as long as the provider may still sign with it. */
  previous: z.string().min(1).optional(),
  allow: z.array(z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()])).default([]),
  /** For a provider that signs nothing: behind its name in the path. Two while it is being changed. */
  path: z.union([segment.transform((one) => [one]), z.array(segment).max(2)]).default([]),
});

const MAX_AGE_MS = 60_000;
/** Whoever sends bad signatures makes us ask at most this often. */
const MAX_AGE_FRESH_MS = 5_000;

interface Cached {
  credentials?: WebhookCredentials;
  /** When the source was last asked, in ms, whatever it answered. */
  askedAt: number;
  pending?: Promise<WebhookCredentials>;
}

/**
 * Credentials from AWS Secrets Manager, kept for a minute. What we have outlives an outage of the source;
 * without anything to go by, asking rejects with an OutageError.
 *
 * @param arns secret of each provider
 */
export function secretsManagerCredentials(
  client: SecretsManagerClient,
  arns: Readonly<Record<string, string>>,
  { log, now }: { log: Log; now: () => number },
): CredentialStore {
  const cache = new Map<string, Cached>();

  const refresh = async (provider: string, known: WebhookCredentials | undefined) => {
    try {
      return await read(client, provider, arns[provider]);
    } catch (error) {
      if (!known || !(error instanceof Error)) throw error;
      log.warn("credentials not refreshed", { provider, error });
      return known;
    }
  };

  return {
    async credentialsOf(provider, fresh = false) {
      const cached = cache.get(provider);
      if (cached?.pending) return cached.pending;
      const age = cached ? now() - cached.askedAt : Number.POSITIVE_INFINITY;
      if (cached?.credentials && age <= (fresh ? MAX_AGE_FRESH_MS : MAX_AGE_MS)) return cached.credentials;

      const askedAt = now();
      const pending = refresh(provider, cached?.credentials);
      cache.set(provider, { ...cached, askedAt, pending });
      try {
        const credentials = await pending;
        cache.set(provider, { credentials, askedAt });
        return credentials;
      } catch (error) {
        cache.delete(provider);
        throw error;
      }
    },
  };
}

async function read(
  client: SecretsManagerClient,
  provider: string,
  arn: string | undefined,
): Promise<WebhookCredentials> {
  const { SecretString } = await client
    .send(new GetSecretValueCommand({ SecretId: arn }))
    .catch((cause: unknown) => {
      throw new OutageError(`no credentials of ${provider}`, { cause });
    });
  const { success, data, error } = credentials.safeParse(jsonOf(SecretString ?? ""));
  if (!success) throw new OutageError(`malformed credentials of ${provider}`, { cause: error });
  const { current, previous, allow, path } = data;
  return { secrets: previous === undefined ? [current] : [current, previous], allow, paths: path };
}
