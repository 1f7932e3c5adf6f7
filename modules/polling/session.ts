import { createHash } from "node:crypto";
import type { PollAccount, PollStates, VendorHttp } from "../ports/vendors.ts";
import type { PolledId } from "../providers/ids.ts";
import { pollingOf } from "../providers/polled.ts";
import type { Limits, Polling } from "../providers/polling.ts";
import type { Log } from "../runtime/log.ts";
import { type PollState, pollStateOf } from "./state.ts";

export interface PollDeps {
  log: Log;
  states: Pick<PollStates, "keep">;
  http: VendorHttp;
  /** Milliseconds since the epoch. */
  now: () => number;
  pause: (ms: number) => Promise<unknown>;
  /** In [0, 1). */
  random: () => number;
}

/** Polling one provider, for some time. */
export interface PollSession {
  provider: PolledId;
  polling: Polling;
  account: PollAccount;
  /** The id of the holder of the provider's lease. */
  holder: string;
  /** The last time, in milliseconds since the epoch, at which a call may begin. */
  until: number;
  /** Is replaced and changed during the session. */
  state: PollState;
  counts: { polls: number; calls: number; failures: number; published: number };
}

/** Makes the session of whoever has just taken a provider's lease. @param content the state that was stored with it */
export function startPollSession(
  provider: PolledId,
  account: PollAccount,
  { holder, until, content }: Pick<PollSession, "holder" | "until"> & { content: string | undefined },
): PollSession {
  const counts = { polls: 0, calls: 0, failures: 0, published: 0 };
  const state = { ...pollStateOf(content, digestOf(account)) };
  return { provider, polling: pollingOf(provider), account, holder, until, state, counts };
}

function digestOf({ key, url }: PollAccount): string {
  return createHash("sha256")
    .update(JSON.stringify([key, url]))
    .digest("hex")
    .slice(0, 8);
}

/** The limits of the vendor's answers, the account or the provider, in this order. An account may lower them. */
export function limitsOf({ polling, account, state }: PollSession): Limits {
  const perMinute = state.limits.perMinute ?? account.perMinute ?? polling.limits.perMinute;
  const perDay = state.limits.perDay ?? account.perDay ?? polling.limits.perDay;
  return {
    ...polling.limits,
    perMinute: Math.min(perMinute, account.perMinute ?? perMinute),
    ...(perDay === undefined ? {} : { perDay: Math.min(perDay, account.perDay ?? perDay) }),
  };
}

/** Stores the state. Rejects with LostLeaseError if another invocation has taken the lease. */
export function saveState({ states }: Pick<PollDeps, "states">, session: PollSession): Promise<void> {
  const { provider, holder, state } = session;
  return states.keep(provider, holder, JSON.stringify(state));
}
