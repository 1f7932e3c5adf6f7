import type { PollAccount, PollAccounts } from "../../modules/ports/vendors.ts";

/** Accounts in memory, by provider; a change counts at once. */
export function memoryAccounts(known: Readonly<Record<string, PollAccount | undefined>>): PollAccounts {
  return { accountOf: async (provider) => known[provider] };
}
