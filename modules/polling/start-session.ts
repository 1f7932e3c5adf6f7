import { createHash } from "node:crypto";
import type { PollAccount } from "../ports/vendors.ts";
import type { PolledId } from "../providers/ids.ts";
import { pollingOf } from "../providers/polled.ts";
import type { Session } from "./session.ts";
import { stateOf } from "./state.ts";

/** Makes the session of whoever has just taken a provider's lease. @param content the state that was stored with it */
export function startSession(
  provider: PolledId,
  account: PollAccount,
  { holder, until, content }: Pick<Session, "holder" | "until"> & { content: string | undefined },
): Session {
  const counts = { polls: 0, calls: 0, failures: 0, published: 0 };
  const state = { ...stateOf(content, digestOf(account)) };
  return { provider, polling: pollingOf(provider), account, holder, until, state, counts };
}

function digestOf({ key, url }: PollAccount): string {
  return createHash("sha256")
    .update(JSON.stringify([key, url]))
    .digest("hex")
    .slice(0, 8);
}
