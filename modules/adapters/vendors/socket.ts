import { subscribe, unsubscribe } from "node:diagnostics_channel";
import {
  type VendorStreamPart,
  type VendorStreamRequest,
  VendorUnreachableError,
} from "../../ports/vendors.ts";
import type { StreamOptions } from "./lines.ts";

const TIMEOUT_MS = 10_000;
/** Where Node.js tells of pings, which it answers by itself. */
const PINGS = "undici:websocket:ping";

/** A WebSocket. Why a handshake failed is not told, so that an answer of 429 is unreachable like all else. */
export async function* vendorSocket(
  { url, maxBytes }: VendorStreamRequest,
  signal: AbortSignal,
  { timeoutMs = TIMEOUT_MS }: StreamOptions = {},
): AsyncGenerator<VendorStreamPart> {
  if (signal.aborted) return;
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  const parts = partsOf(socket, maxBytes, timeoutMs);
  const stop = () => parts.end();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const part = await parts.next();
      if (part === undefined || signal.aborted) return;
      yield part;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    parts.end();
    socket.close();
  }
}

/** What happens to a socket, in order. Undefined is its end. */
function partsOf(socket: WebSocket, maxBytes: number, timeoutMs: number) {
  const waiting: VendorStreamPart[] = [];
  let over: { error?: Error } | undefined;
  let wake: (() => void) | undefined;
  const finish = (error?: Error) => {
    clearTimeout(timer);
    unsubscribe(PINGS, pinged);
    over ??= error ? { error } : {};
    wake?.();
  };
  const add = (part: VendorStreamPart) => {
    waiting.push(part);
    wake?.();
  };
  const pinged = (message: unknown) => {
    if (Object(message).websocket === socket) add({ kind: "sign" });
  };
  const timer = setTimeout(() => finish(new VendorUnreachableError("too_slow")), timeoutMs);
  subscribe(PINGS, pinged);
  socket.addEventListener("open", () => {
    clearTimeout(timer);
    add({ kind: "open" });
  });
  socket.addEventListener("message", ({ data }: MessageEvent<string | ArrayBuffer>) => {
    const text = typeof data === "string" ? data : new TextDecoder().decode(data);
    if (text.length > maxBytes) finish(new VendorUnreachableError("too_large"));
    else add({ kind: "message", text });
  });
  socket.addEventListener("error", () => finish(new VendorUnreachableError("unreachable")));
  socket.addEventListener("close", () => finish());

  return {
    async next(): Promise<VendorStreamPart | undefined> {
      while (waiting.length === 0 && !over) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const part = waiting.shift();
      if (!part && over?.error) throw over.error;
      return part;
    },
    end: () => finish(),
  };
}
