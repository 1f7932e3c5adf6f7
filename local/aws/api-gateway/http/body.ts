import type { IncomingMessage } from "node:http";

/** Reads the whole body; undefined, and discards the rest, if it is longer than `limit` bytes. */
export async function bodyUpTo(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length <= limit) parts.push(part);
    else parts.length = 0;
  }
  return length > limit ? undefined : Buffer.concat(parts, length);
}
