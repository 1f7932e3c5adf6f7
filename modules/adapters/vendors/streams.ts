import type { VendorStreams } from "../../ports/vendors.ts";
import { type StreamOptions, vendorLines } from "./lines.ts";
import { vendorSocket } from "./socket.ts";

/** Vendors' streams over the network. A vendor that has not begun to answer after `timeoutMs` is unreachable. */
export function vendorStreams(options: StreamOptions = {}): VendorStreams {
  return {
    open: (request, signal) =>
      request.transport === "websocket"
        ? vendorSocket(request, signal, options)
        : vendorLines(request, signal, options),
  };
}
