import { jsonOf } from "../../match/json.ts";
import {
  StreamRefusedError,
  type VendorStreamPart,
  type VendorStreamRequest,
  VendorUnreachableError,
} from "../../ports/vendors.ts";
import { fetchFollowing } from "./redirects.ts";

export interface StreamOptions {
  /** Until the vendor has accepted. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;

/** An answer over HTTP that does not end: a message per line, and empty lines as signs of life. */
export async function* vendorLines(
  request: VendorStreamRequest,
  signal: AbortSignal,
  { timeoutMs = TIMEOUT_MS }: StreamOptions = {},
): AsyncGenerator<VendorStreamPart> {
  const given = new AbortController();
  const timer = setTimeout(() => given.abort(), timeoutMs);
  try {
    const response = await fetchFollowing(request, AbortSignal.any([signal, given.signal]), {
      mayChangeOrigin: true,
    });
    clearTimeout(timer);
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new StreamRefusedError(response.status, response.headers.get("retry-after") ?? undefined);
    }
    yield { kind: "open" };
    yield* linesOf(response, request.maxBytes);
  } catch (error) {
    if (error instanceof VendorUnreachableError || error instanceof StreamRefusedError) throw error;
    // Without its cause, which may quote the address.
    if (!signal.aborted) throw new VendorUnreachableError(given.signal.aborted ? "too_slow" : "unreachable");
  } finally {
    clearTimeout(timer);
    given.abort();
  }
}

async function* linesOf({ body }: Response, maxBytes: number): AsyncGenerator<VendorStreamPart> {
  const decoder = new TextDecoder();
  let pending = "";
  for await (const chunk of body ?? []) {
    const lines = (pending + decoder.decode(chunk, { stream: true })).split("\n");
    pending = lines.pop() ?? "";
    for (const line of lines) yield partOf(line);
    if (isWhole(pending)) {
      yield partOf(pending);
      pending = "";
    }
    if (pending.length > maxBytes) throw new VendorUnreachableError("too_large");
  }
  // What is left is cut short: as much lost as what would have followed.
}

function partOf(line: string): VendorStreamPart {
  return line.trim() === "" ? { kind: "sign" } : { kind: "message", text: line };
}

/** An object without its line break yet. Half an object is none. */
function isWhole(text: string): boolean {
  return text.endsWith("}") && jsonOf(text) !== undefined;
}
