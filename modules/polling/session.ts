import type { PollAccount, PollStates, VendorHttp } from "../ports/vendors.ts";
import type { PolledId } from "../providers/ids.ts";
import type { Limits, Polling } from "../providers/polling.ts";
import type { Log } from "../runtime/log.ts";
import type { PollState } from "./state.ts";

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

/** Asking one provider, for some time. */
export interface Session {
  provider: PolledId;
  polling: Polling;
  account: PollAccount;
  /** Who holds the provider's state. */
  holder: string;
  /** No call begins after it. */
  until: number;
  /** Changes as time goes on. */
  state: PollState;
  tally: { polls: number; calls: number; failures: number; published: number };
}

/** The vendor's limits, of which whoever set up the key may allow us less. */
export function limitsOf({ polling, account, state }: Session): Limits {
  const perMinute = state.limits.perMinute ?? account.perMinute ?? polling.limits.perMinute;
  const perDay = state.limits.perDay ?? account.perDay ?? polling.limits.perDay;
  return {
    ...polling.limits,
    perMinute: Math.min(perMinute, account.perMinute ?? perMinute),
    ...(perDay === undefined ? {} : { perDay: Math.min(perDay, account.perDay ?? perDay) }),
  };
}

/** Writes down where it stands. */
export function keep({ states }: Pick<PollDeps, "states">, session: Session): Promise<void> {
  const { provider, holder, state } = session;
  return states.keep(provider, holder, JSON.stringify(state));
}
