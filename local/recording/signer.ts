import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";

/** The headers that sign a delivery. */
export type Sign = (id: string, body: string, at: Date) => Record<string, string>;

/** Bytes a key of Standard Webhooks has at least. */
const SHORTEST_KEY = 24;

/**
 * Signs by Standard Webhooks, or, with a secret that is no key for it (such as `hello`), by `X-Signature`.
 * @param secret with or without `whsec_`
 */
export function signer(secret: string): Sign {
  const encoded = secret.replace(/^whsec_/, "");
  const isKey =
    /^[A-Za-z0-9+/]+={0,2}$/.test(encoded) && Buffer.from(encoded, "base64").length >= SHORTEST_KEY;
  if (!isKey) {
    return (_id, body) => xSignature(secret, body);
  }
  const webhook = new Webhook(encoded);
  return (id, body, at) => ({
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": webhook.sign(id, at, body),
  });
}

/** The header that signs a body of whatever bytes, under the secret as it is written. */
export function xSignature(secret: string, body: string | Uint8Array): Record<string, string> {
  return { "x-signature": createHmac("sha256", secret).update(body).digest("hex") };
}
