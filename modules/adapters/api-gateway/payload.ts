import { hash } from "node:crypto";
import type { Payload } from "../../ports/gateway.ts";

/** A frame encoded and hashed, so that a fan-out does either only once. */
export function payloadOf(frame: string): Payload {
  const body = Buffer.from(frame);
  return { body, sha256: hash("sha256", body) };
}
