import { type VendorHttp, type VendorRequest, VendorUnreachableError } from "../../ports/vendors.ts";

/** For the whole of an answer. */
const TIMEOUT_MS = 10_000;
const MAX_REDIRECTS = 2;
export const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Vendors' APIs over fetch, which decompresses and keeps connections. */
export function vendorHttp({ timeoutMs = TIMEOUT_MS } = {}): VendorHttp {
  return {
    async get(request) {
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const response = await followed(request, signal);
        const body = await textUpTo(response, request.maxBytes);
        return { status: response.status, body, header: (name) => response.headers.get(name) ?? undefined };
      } catch (error) {
        if (error instanceof VendorUnreachableError) throw error;
        // Without its cause, which may quote the address.
        throw new VendorUnreachableError(signal.aborted ? "too_slow" : "unreachable");
      }
    },
  };
}

/** Follows redirects to the same origin only: another one is not to have the key. */
async function followed({ url, headers }: VendorRequest, signal: AbortSignal): Promise<Response> {
  let target = new URL(url);
  for (let redirects = 0; ; redirects += 1) {
    const response = await fetch(target, {
      headers: { accept: "application/json", "user-agent": "touchline", ...headers },
      redirect: "manual",
      signal,
    });
    const location = response.headers.get("location");
    if (!REDIRECTS.has(response.status) || location === null) return response;
    await response.body?.cancel();
    const next = URL.parse(location, target);
    if (next?.origin !== target.origin || redirects === MAX_REDIRECTS) {
      throw new VendorUnreachableError("redirected");
    }
    target = next;
  }
}

async function textUpTo({ body }: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the rest.
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new VendorUnreachableError("too_large");
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
