import { type VendorHttp, VendorUnreachableError } from "../../ports/vendors.ts";
import { fetchFollowing } from "./redirects.ts";

/** For the whole of an answer. */
const TIMEOUT_MS = 10_000;

/** Vendors' APIs over fetch, which decompresses and keeps connections. */
export function vendorHttp({ timeoutMs = TIMEOUT_MS } = {}): VendorHttp {
  return {
    async get(request) {
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const response = await fetchFollowing(request, signal);
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
