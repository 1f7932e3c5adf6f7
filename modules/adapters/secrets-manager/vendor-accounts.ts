import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import * as z from "zod";
import { jsonOf } from "../../match/json.ts";
import type { PollAccount, PollAccounts } from "../../ports/vendors.ts";
import { OutageError } from "../../runtime/errors.ts";

/** The key must not go over the network in the clear. */
const url = z
  .url({ protocol: /^https?$/ })
  .refine((text) => /^https:|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(text));

const streamUrl = z
  .url({ protocol: /^(https?|wss?)$/ })
  .refine((text) => /^(https|wss):|^(http|ws):\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(text));

/** How a polled provider's secret looks in Secrets Manager. Without a key it is off. */
const account = z
  .object({
    key: z.string().trim(),
    url: url.optional(),
    stream_url: streamUrl.optional(),
    interval_s: z.number().min(1).max(3_600).optional(),
    per_minute: z.int().min(1).optional(),
    per_day: z.int().min(1).optional(),
  })
  .transform(
    ({ key, url: address, stream_url, interval_s, per_minute, per_day }): PollAccount => ({
      key,
      url: address,
      streamUrl: stream_url,
      intervalS: interval_s,
      perMinute: per_minute,
      perDay: per_day,
    }),
  );

/** A key that is set or changed counts after this. Asking more often is what the minutes without a key would cost. */
const MAX_AGE_MS = 5 * 60_000;

/**
 * Accounts from AWS Secrets Manager. A secret that cannot be read, or is malformed, is an OutageError.
 *
 * @param arns secret of each provider
 */
export function secretsManagerAccounts(
  client: SecretsManagerClient,
  arns: Readonly<Record<string, string | undefined>>,
  now: () => number,
): PollAccounts {
  const known = new Map<string, { account: PollAccount | undefined; read_at: number }>();
  return {
    async accountOf(provider) {
      const last = known.get(provider);
      if (last && now() - last.read_at < MAX_AGE_MS) return last.account;
      const read = await readAccount(client, provider, arns[provider]);
      known.set(provider, { account: read, read_at: now() });
      return read;
    },
  };
}

async function readAccount(
  client: SecretsManagerClient,
  provider: string,
  arn: string | undefined,
): Promise<PollAccount | undefined> {
  const { SecretString = "" } = await client
    .send(new GetSecretValueCommand({ SecretId: arn }))
    .catch((cause: unknown) => {
      throw new OutageError(`no account of ${provider}`, { cause });
    });
  const { success, data, error } = account.safeParse(jsonOf(SecretString));
  if (!success) throw new OutageError(`malformed account of ${provider}`, { cause: error });
  return data.key === "" ? undefined : data;
}
