import { createHmac, timingSafeEqual } from "node:crypto";

/** How a delivery was authenticated. */
export type Verified =
  /** The signature covers the id, so that the id identifies a repeated delivery. */
  { scheme: "standard-webhooks"; webhook_id: string } | { scheme: "x-signature" } | { scheme: "secret-path" };

type Headers = Readonly<Record<string, string | undefined>>;

/** Seconds a timestamp may differ from our clock. */
const TOLERANCE_SECONDS = 300;

/**
 * Verifies a delivery over its raw bytes, as they were sent, before anything parses them.
 *
 * Accepts either scheme, with any of the secrets:
 * - Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 of `{id}.{timestamp}.{body}` in base64,
 *   keyed with the bytes the secret is the base64 of (after `whsec_`, if it has that).
 * - `X-Signature`: HMAC-SHA256 of the body in hex, keyed with the whole secret as UTF-8.
 *
 * The MAC is computed here and not by the `standardwebhooks` package, which turns bytes into text first and
 * so gives two bodies that differ only in invalid UTF-8 the same signature, and which reads timestamps
 * such as `1614265330abc`.
 */
export function verify(
  body: Uint8Array,
  headers: Headers,
  secrets: readonly string[],
  now: Date,
): Verified | undefined {
  return standardWebhooks(body, headers, secrets, now) ?? xSignature(body, headers, secrets);
}

function standardWebhooks(
  body: Uint8Array,
  headers: Headers,
  secrets: readonly string[],
  now: Date,
): Verified | undefined {
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  const given = headers["webhook-signature"];
  if (!id || !timestamp || !given || !isRecent(timestamp, now)) return undefined;

  const signatures = given
    .split(" ")
    .filter((entry) => entry.startsWith("v1,"))
    .map((entry) => Buffer.from(entry.slice("v1,".length)));
  const verified = secrets.some((secret) => {
    const key = standardKey(secret);
    if (!key) return false;
    const mac = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
    return signatures.some((signature) => sameBytes(signature, Buffer.from(mac)));
  });
  return verified ? { scheme: "standard-webhooks", webhook_id: id } : undefined;
}

function isRecent(timestamp: string, now: Date): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(Math.floor(now.getTime() / 1000) - Number(timestamp)) <= TOLERANCE_SECONDS;
}

/** The key in a secret; undefined if it has none: the specification wants 24 to 64 bytes. */
function standardKey(secret: string): Buffer | undefined {
  const encoded = secret.startsWith("whsec_") ? secret.slice("whsec_".length) : secret;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
  const key = Buffer.from(encoded, "base64");
  return key.length >= 24 && key.length <= 64 ? key : undefined;
}

function xSignature(body: Uint8Array, headers: Headers, secrets: readonly string[]): Verified | undefined {
  const hex = /^(?:sha256=)?([0-9a-f]{64})$/i.exec(headers["x-signature"] ?? "")?.[1];
  if (!hex) return undefined;
  const given = Buffer.from(hex, "hex");
  const verified = secrets.some(
    (secret) => secret !== "" && sameBytes(given, createHmac("sha256", secret).update(body).digest()),
  );
  return verified ? { scheme: "x-signature" } : undefined;
}

function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
