import { VendorUnreachableError } from "../../ports/vendors.ts";

const MAX_REDIRECTS = 2;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * `same_origin` refuses to leave the origin that was asked. `any_origin` leaves it, without the request's headers:
 * only the vendor we meant may see the key.
 */
export type RedirectPolicy = "same_origin" | "any_origin";

export interface RedirectableRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
}

/**
 * Fetches a vendor's answer and follows its redirects, at most two.
 *
 * @throws VendorUnreachableError `redirected` for a redirect that must not be followed; otherwise what `fetch` throws
 */
export async function fetchFollowing(
  { url, headers }: RedirectableRequest,
  policy: RedirectPolicy,
  signal: AbortSignal,
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
    const next = redirects === MAX_REDIRECTS ? undefined : redirectTarget(location, target, policy);
    if (!next) throw new VendorUnreachableError("redirected");
    // For good: a stranger who sends us back has chosen the address that would get the key.
    if (next.origin !== target.origin) own = {};
    target = next;
  }
}

/**
 * Where a redirect leads; undefined if it must not be followed. Of two protocols only `https:` follows `https:`, and
 * nothing but the web follows the web.
 */
export function redirectTarget(location: string, from: URL, policy: RedirectPolicy): URL | undefined {
  const next = URL.parse(location, from);
  if (!next) return undefined;
  if (next.origin === from.origin) return next;
  if (policy === "same_origin") return undefined;
  // A vendor without encryption, as a test's is, may name another such vendor.
  const isSafe = next.protocol === "https:" || (next.protocol === "http:" && from.protocol === "http:");
  return isSafe ? next : undefined;
}
