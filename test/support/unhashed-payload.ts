import type { Payload } from "../../modules/ports/gateway.ts";

/** A frame as bytes, without the hash that only the signature of a real post needs. */
export function payloadOf(frame: string): Payload {
  return { body: Buffer.from(frame), sha256: "" };
}
