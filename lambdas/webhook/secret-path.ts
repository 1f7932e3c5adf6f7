import { createHash, timingSafeEqual } from "node:crypto";
import type { WebhookCredentials } from "../../modules/ports/webhook.ts";

/**
 * Whether `given` is the last segment of the path a provider that signs nothing was told to deliver to. That alone
 * proves too little, since paths show up in other people's logs: without an allow-list no path counts.
 */
export function isSecretPath(given: string, { paths, allow }: WebhookCredentials): boolean {
  if (allow.length === 0) return false;
  // Digests have one length, so that comparing takes the same time whatever was given; and so does finding which.
  return paths.map((path) => timingSafeEqual(digest(given), digest(path))).includes(true);
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
