import type { IncomingMessage } from "node:http";

/** The whole body, or undefined if it is longer than `limit` bytes; the rest is read and thrown away. */
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
