import type { Answer } from "../aws/api-gateway/http/response.ts";

/** Answers with a page or file that browsers ask for anew each time, since it may have been edited. */
export function uncached(type: string, body: Buffer | string): Answer {
  const headers = { "content-type": type, "cache-control": "no-store" };
  return { status: 200, headers, cookies: [], body };
}
