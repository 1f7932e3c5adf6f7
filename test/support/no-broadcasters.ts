import type { Broadcasters } from "../../modules/ports/gateway.ts";

/** For audiences that need none. */
export const noBroadcasters: Broadcasters = {
  broadcast: () => Promise.reject(new Error("nobody was to be asked")),
};
