import { VendorUnreachableError } from "../../ports/vendors.ts";

const MAX_REDIRECTS = 2;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface RedirectableRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
}

export interface RedirectOptions {
  /**
   * Whether a redirect may lead to another origin. Only Sportradar needs it: it sends every subscriber of a stream to
   * the host that holds the session, whose address carries the session, so that no header has to.
   */
  mayChangeOrigin?: boolean;
}

/**
 * Fetches a vendor's answer and follows its redirects, at most two. Headers never reach another origin than the one
 * that was asked: only the vendor we meant may see the key.
 *
 * @throws VendorUnreachableError `redirected` for a redirect that must not be followed; otherwise what `fetch` throws
 */
export async function fetchFollowing(
  { url, headers }: RedirectableRequest,
  signal: AbortSignal,
  options: RedirectOptions = {},
): Promise<Response> {
  let target = new URL(url);
  let own = headers;
  for (let redirects = 0; ; redirects += 1) {
    const response = await fetch(target, {
      headers: { accept: "application/json", "user-agent": "touchline", ...own },
      redirect: "manual",
      signal,
    });
    const location = response.headers.get("location");
    if (!REDIRECTS.has(response.status) || location === null) return response;
    await response.body?.cancel();
    const next = redirects === MAX_REDIRECTS ? undefined : redirectTarget(location, target, options);
    if (!next) throw new VendorUnreachableError("redirected");
    // For good: a stranger who sends us back has chosen the address that would get the key.
    if (next.origin !== target.origin) own = {};
    target = next;
  }
}

/**
 * Where a redirect leads; undefined if it must not be followed: to another origin unless it may change, and then not
 * without encryption. Only this machine may lead to itself without: vendors that a test or the local run plays.
 */
export function redirectTarget(
  location: string,
  from: URL,
  { mayChangeOrigin = false }: RedirectOptions = {},
): URL | undefined {
  const next = URL.parse(location, from);
  if (!next) return undefined;
  if (next.origin === from.origin) return next;
  const isSafe = next.protocol === "https:" || (isPlainLoopback(next) && isPlainLoopback(from));
  return mayChangeOrigin && isSafe ? next : undefined;
}

function isPlainLoopback({ protocol, hostname }: URL): boolean {
  return protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
}
